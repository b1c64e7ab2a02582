// Command kbn-conformance tests implementations of the Kibana HTTP API.
package main

import (
	"os"
	"runtime/debug"

	"github.com/kbn-conformance/kbn-conformance/runner/cli"
)

func main() {
	// A run is short and its heap small: collect rarely, but stay below 100 MB.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(80 << 20)
	os.Exit(cli.Main(cli.Process()))
}
