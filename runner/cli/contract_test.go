package cli

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

func TestDigestCoversFixturesAndSchemas(t *testing.T) {
	digest := func(f, s string) string {
		c := contract{fixtures: &fixtures.Contract{Digest: f}, schemas: &schemas.Set{Digest: s}}
		return c.digest()
	}
	one, again := digest("a", "b"), digest("a", "b")
	if one != again || one == digest("x", "b") || one == digest("a", "x") {
		t.Error("the digest does not follow fixtures and schemas")
	}
}
