// Command kbn-conformance tests implementations of the Kibana HTTP API.
package main

import (
	"os"
	"runtime/debug"

	"github.com/kbn-conformance/kbn-conformance/runner/cli"
)

func main() {
	debug.SetGCPercent(200) // a run is short and its heap small
	os.Exit(cli.Main(cli.Process()))
}
