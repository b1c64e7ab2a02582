// Command kbn-conformance tests implementations of the Kibana HTTP API.
package main

import (
	"os"

	"github.com/kbn-conformance/kbn-conformance/runner/cli"
)

func main() { os.Exit(cli.Main(cli.Process())) }
