# Two commands matter: `make run` does the main job, `make test` runs every test.

BIN := bin/kbn-conformance
GO_FILES := $(shell find . -name '*.go' -not -path './node_modules/*')
DATA := $(shell find fixtures schemas runner reports -name '*.yaml' -o -name '*.json' -o -name '*.html' -o -name '*.css' -o -name '*.js' -o -name '*.svg')

.PHONY: run test build selftest bench bench-peers fuzz interop lint cover clean

run: $(BIN) ## play and judge against the embedded reference server; reports in conformance-results/
	./$(BIN) run

test: ## every test; what needs npm or a browser skips with its reason where that is absent
	go test ./...

build: $(BIN)

$(BIN): $(GO_FILES) $(DATA) go.mod go.sum
	go build -o $@ ./runner/cmd/kbn-conformance

bench: ## speed as ratios within one run
	go test -run '^$$' -bench . -benchtime 1x ./runner/bench

selftest: $(BIN) ## the kill matrix: every fault and every legal variant of the reference server
	./$(BIN) selftest

FUZZ := fixtures:FuzzLoad schemas:FuzzParse schemas:FuzzLint runner/recording:FuzzReadHAR runner/recording:FuzzHideBody runner/rules:FuzzJudge reports:FuzzClean runner/openapi:FuzzLoad runner/openapi:FuzzOverlay
FUZZTIME := 60s
fuzz: ## each parser of outside input for FUZZTIME; what is found is kept in testdata/fuzz
	@set -e; for f in $(FUZZ); do go test -run '^$$' -fuzz "^$${f#*:}$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x ./$${f%:*}; done

interop: ## against a mock server that nobody here wrote (Prism, from npm)
	go test -count=1 -v -run 'Interop' ./runner/interop

bench-peers: ## run --spec beside Newman, and the mock of serve --spec beside Prism, both from npm; skips where they are absent
	go test -run '^$$' -bench Peers -benchtime 1x -timeout 20m ./runner/interop

lint: ## vet and staticcheck
	go vet ./...
	go tool staticcheck ./...

cover: ## statement coverage by package
	go test -cover ./...

clean:
	rm -rf bin conformance-results
