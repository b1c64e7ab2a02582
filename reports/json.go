package reports

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	strict "github.com/go-json-experiment/json"
)

// Errors of ReadJSON that a caller may want to tell apart.
var (
	ErrTruncated = errors.New("the file was not written to its end; take a whole copy or repeat the run")
	ErrSchema    = errors.New("the file is not a run of this format")
)

// errUnfinished refuses to write what has no verdict yet.
var errUnfinished = errors.New("the run has no verdict yet: Finish it before it is written")

// WriteJSON writes the whole run; every other format is a part of it.
func WriteJSON(w io.Writer, run *Run) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	out := cleaned(run)
	out.Schema, out.Complete = SchemaV1, true
	if out.Config == nil {
		out.Config = map[string]string{}
	}
	if out.Cases == nil {
		out.Cases = []Case{}
	}
	if out.Findings == nil {
		out.Findings = []Finding{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// ReadJSON reads a run strictly: other formats, truncated files, trailing
// data, unknown or repeated members and totals that contradict the cases are
// errors, because a verdict is going to be built on what it returns.
func ReadJSON(r io.Reader) (*Run, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading a run: %w", err)
	}
	var name struct {
		Schema string `json:"schema"`
	}
	if err := strict.Unmarshal(data, &name); err != nil {
		return nil, reading(err)
	}
	if name.Schema != SchemaV1 {
		return nil, fmt.Errorf("reading a run: schema %q, want %q: %w", line(name.Schema), SchemaV1, ErrSchema)
	}
	run := &Run{}
	if err := strict.Unmarshal(data, run, strict.RejectUnknownMembers(true)); err != nil {
		return nil, reading(err)
	}
	if err := vet(run); err != nil {
		return nil, fmt.Errorf("reading a run: %w", err)
	}
	return run, nil
}

// reading words an error of the JSON reader; a document that ends too early is
// a truncated file, the rest is a file of another kind.
func reading(err error) error {
	var syntax *jsontext.SyntacticError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("reading a run: %w", ErrTruncated)
	}
	if errors.As(err, &syntax) {
		return fmt.Errorf("reading a run: at byte %d, %s: %w", syntax.ByteOffset,
			line(strings.TrimSpace(string(syntax.JSONPointer)+" "+syntax.Err.Error())), ErrSchema)
	}
	return fmt.Errorf("reading a run: %s: %w", line(err.Error()), ErrSchema)
}

// vet refuses a run that is well-formed but cannot have been written by WriteJSON.
func vet(run *Run) error {
	if !run.Complete {
		return ErrTruncated
	}
	if run.Verdict != Conforms && run.Verdict != Violations && run.Verdict != Incomplete {
		return fmt.Errorf("verdict %q: %w", line(string(run.Verdict)), ErrSchema)
	}
	if run.ExitCode != run.Verdict.ExitCode() {
		return fmt.Errorf("exit code %d does not belong to the verdict %s: %w", run.ExitCode, run.Verdict, ErrSchema)
	}
	for _, c := range run.Cases {
		if !known(c.Outcome) {
			return fmt.Errorf("case %s: outcome %q: %w", line(c.ID), line(string(c.Outcome)), ErrSchema)
		}
	}
	totals := count(run.Cases)
	for _, o := range Outcomes {
		if run.Totals[o] != totals[o] {
			return fmt.Errorf("totals say %d %s, the cases are %d: %w", run.Totals[o], o, totals[o], ErrSchema)
		}
	}
	if run.Totals.Sum() != totals.Sum() {
		return fmt.Errorf("totals name an outcome that does not exist: %w", ErrSchema)
	}
	return nil
}
