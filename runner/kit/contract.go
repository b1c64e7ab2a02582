package kit

import (
	"crypto/sha256"
	"fmt"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Contract is what is judged by: requirements as data, schemas of bodies, and
// the code of the suites.
type Contract struct {
	Fixtures *fixtures.Contract
	Schemas  *schemas.Set
	Areas    []Area

	// Contradicted says how a document that was brought itself has what a problem of
	// an answer objects to; empty if it does not. It is nil without a document.
	Contradicted func(method, path string, status int, p schemas.Problem) string
}

// Digest identifies the contract in reports and recordings: every fixture and
// every schema.
func (c Contract) Digest() string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(c.Fixtures.Digest+" "+c.Schemas.Digest)))
}

// Judge makes a judge as NewJudge does.
func (c Contract) Judge(version string, line rules.Level, source Source) *Judge {
	j := NewJudge(c.Areas, c.Fixtures, c.Schemas, version, line, source)
	j.compiler.contradicted = c.Contradicted
	return j
}
