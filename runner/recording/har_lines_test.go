package recording

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const entryLine = `{"startedDateTime":"2026-01-02T03:04:05Z","time":3,"request":{"method":"GET","url":"http://h/%d"},"response":{"status":200,"content":{"text":"{}"}}}`

func lines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, entryLine+"\n", i)
	}
	return b.String()
}

func TestLinesAreReadLikeEntries(t *testing.T) {
	for name, row := range map[string]struct {
		file string
		want int
		cut  bool
		tool string
	}{
		"one":                {lines(1), 1, false, ""},
		"several":            {lines(5), 5, false, ""},
		"without last break": {strings.TrimSpace(lines(2)), 2, false, ""},
		"with a head":        {`{"creator":{"name":"p","version":"1"},"_kbnConformance":{"run":"","seed":0,"target":"http://h"}}` + "\n" + lines(2), 2, false, "p"},
		"cut within a line":  {lines(2) + lines(1)[:40], 2, true, ""},
		"a head alone":       {`{"_kbnConformance":{"run":"","seed":0,"target":"http://h"}}`, 0, false, ""},
		"blank lines":        {lines(1) + "\n\n" + lines(1), 2, false, ""},
		"a byte order mark":  {"\ufeff" + lines(1), 1, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			meta, exchanges, err := ReadHAR(strings.NewReader(row.file))
			if err != nil || len(exchanges) != row.want || meta.Cut != row.cut || meta.Tool != row.tool {
				t.Fatalf("%d exchanges, %+v, %v", len(exchanges), meta, err)
			}
			for i, x := range exchanges {
				if x.Response.Status != 200 || x.JSON("@this").Raw != "{}" || x.Started.IsZero() || x.Duration == 0 {
					t.Errorf("%d: %+v %+v", i, x, x.Response)
				}
			}
		})
	}
}

func TestABadLineIsNamed(t *testing.T) {
	for _, row := range []struct{ file, want string }{
		{lines(1) + `{"request":{"method":"GET","url":"/x"}}`, "line 2: request has the URL"},
		{lines(2) + `{"request":1}`, "line 3: json"},
		{lines(1) + `garbage`, "no JSON at byte"},
		{lines(1) + `{"x":1}`, "line 2: no request"},
		{`{"request":1}`, "line 1: request"},
	} {
		_, _, err := ReadHAR(strings.NewReader(row.file))
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", row.want, err)
		}
	}
}

// What is written line by line reads like what is written as one file.
func TestLinesRoundTrip(t *testing.T) {
	meta, exchanges := sample()
	meta.Run = "" // a recorder has no plan
	var file bytes.Buffer
	head, err := HeadLine(meta)
	if err != nil {
		t.Fatal(err)
	}
	file.Write(head)
	for i, x := range exchanges {
		exchanges[i].Step = ""
		x.Step = ""
		line, err := Line(x)
		if err != nil || bytes.Count(line, []byte("\n")) != 1 {
			t.Fatal(string(line), err)
		}
		file.Write(line)
	}
	got, back, err := ReadHAR(&file)
	if err != nil || !reflect.DeepEqual(got, meta) {
		t.Fatalf("%v\ngot  %+v\nwant %+v", err, got, meta)
	}
	if !reflect.DeepEqual(back, exchanges) {
		t.Errorf("got  %+v\nwant %+v", back, exchanges)
	}
}

func TestEachEndsWhenTold(t *testing.T) {
	enough := errors.New("enough")
	for _, file := range []string{lines(5), `{"log":{"entries":[` + strings.TrimSpace(fmt.Sprintf(entryLine, 1)) + `,` + fmt.Sprintf(entryLine, 2) + `]}}`} {
		seen := 0
		_, err := Each(strings.NewReader(file), func(Exchange) error { seen++; return enough })
		if err != enough || seen != 1 {
			t.Errorf("%d, %v", seen, err)
		}
	}
}

func TestABodyThatTheRecorderLeftPacked(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	fmt.Fprint(w, `{"a":1}`)
	w.Close()
	for _, row := range []struct{ bytes, want string }{
		{packed.String(), `{"a":1}`},
		{packed.String()[:15], packed.String()[:15]},
		{`{"a":2}`, `{"a":2}`},
	} {
		entry := `{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"headers":[{"name":"content-encoding","value":"gzip"}],"content":{"encoding":"base64","text":"` + base64.StdEncoding.EncodeToString([]byte(row.bytes)) + `"}}}`
		_, exchanges, err := ReadHAR(strings.NewReader(entryFile(entry)))
		if err != nil || string(exchanges[1].Response.Body) != row.want {
			t.Errorf("%q: %v", exchanges[1].Response.Body, err)
		}
	}
}
