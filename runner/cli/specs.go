package cli

import (
	"io"
	"os/signal"
	"syscall"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/gomega"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
)

// specTimeout bounds one spec with the waiting for its exchange; requests have
// limits of their own, so it only ends what would hang for another reason.
const specTimeout = 6 * time.Hour

// failer satisfies Ginkgo; what failed is in the verdicts.
type failer struct{}

func (failer) Fail() {}

// runSpecs judges all cases as Ginkgo specs. Ginkgo allows it once a process.
func runSpecs(env kit.Env, seed int64) {
	formatter.ColorableStdOut = io.Discard // progress and summary are ours
	formatter.ColorableStdErr = io.Discard
	gomega.RegisterFailHandler(ginkgo.Fail)
	kit.Register(env)
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.RandomSeed = seed
	suite.Timeout = specTimeout
	suite.FailOnEmpty = true
	reporter.Succinct = true
	ginkgo.RunSpecs(failer{}, "kbn-conformance", suite, reporter)
	// Ginkgo keeps the signals that it caught; give them back before files are written.
	signal.Reset(syscall.SIGINT, syscall.SIGTERM)
}
