package packagefile_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference/packagefile"
)

const manifest = "format_version: 3.0.0\nname: probe\nversion: 1.0.0\ntitle: Probe\ndescription: For tests\nowner: {github: elastic/x}\n"

func gzipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: "probe-1.0.0/", Typeflag: tar.TypeDir, Mode: 0o755}); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, content)
	}
	_ = w.Close()
	_ = z.Close()
	return out.Bytes()
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	if _, err := w.Create("probe-1.0.0/"); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(f, content)
	}
	_ = w.Close()
	return out.Bytes()
}

func TestReadsBothKindsAlike(t *testing.T) {
	files := map[string]string{
		"probe-1.0.0/manifest.yml":                           manifest,
		"probe-1.0.0/kibana/index_pattern/p.json":            "{}",
		"probe-1.0.0/elasticsearch/ingest_pipeline/in.yml":   "processors: []",
		"probe-1.0.0/elasticsearch/ingest_pipeline/in.md":    "# No pipeline",
		"probe-1.0.0/data_stream/events/manifest.yml":        "type: metrics\ndataset: own.events\n",
		"probe-1.0.0/data_stream/other/manifest.yml":         "title: x\n",
		"probe-1.0.0/data_stream/other/fields/base.yml":      "[]",
		"probe-1.0.0/docs/README.md":                         "# Probe",
		"probe-1.0.0/kibana/tags.yml":                        "[]",
		"probe-1.0.0/kibana/dashboard/deep/too-deep-to-be-1": "",
	}
	want := []packagefile.Asset{
		{"metrics-own.events", "index_template"}, {"metrics-own.events@package", "component_template"},
		{"logs-probe.other", "index_template"}, {"logs-probe.other@package", "component_template"},
		{"in", "ingest_pipeline"}, {"p", "index-pattern"},
	}
	for kind, archive := range map[string][]byte{packagefile.Gzip: gzipped(t, files), packagefile.Zip: zipped(t, files)} {
		p, err := packagefile.Read(kind, archive)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != "probe" || p.Version != "1.0.0" || p.Type != "integration" || p.FormatVersion != "3.0.0" || !reflect.DeepEqual(p.Assets, want) {
			t.Errorf("%s: got %+v", kind, p)
		}
	}
}

func TestRefusals(t *testing.T) {
	with := func(name, content string) []byte { return gzipped(t, map[string]string{name: content}) }
	for name, row := range map[string]struct {
		kind    string
		archive []byte
		want    string
	}{
		"no gzip":              {packagefile.Gzip, []byte("text"), "Error during extraction of package"},
		"no tar inside":        {packagefile.Gzip, compressed("text that is long enough to look like nothing"), "Error during extraction of package"},
		"cut off":              {packagefile.Gzip, with("probe-1.0.0/manifest.yml", manifest)[:40], "Error during extraction of package"},
		"no zip":               {packagefile.Zip, []byte("text"), "Error during extraction of package"},
		"another kind":         {"application/json", nil, "Error during extraction of package"},
		"nothing in it":        {packagefile.Gzip, gzipped(t, nil), "Archive seems empty"},
		"no manifest":          {packagefile.Gzip, with("probe-1.0.0/a.txt", "a"), "must contain a top-level manifest.yml"},
		"manifest is no YAML":  {packagefile.Gzip, with("probe-1.0.0/manifest.yml", "a: [b"), "Could not parse top-level package manifest"},
		"no owner":             {packagefile.Gzip, with("probe-1.0.0/manifest.yml", strings.Split(manifest, "owner")[0]), "one or more fields missing of owner"},
		"name is another":      {packagefile.Gzip, with("other-1.0.0/manifest.yml", manifest), "do not match top-level directory other-1.0.0"},
		"no directory":         {packagefile.Gzip, with("manifest.yml", manifest), "more than one top-level directory"},
		"two directories":      {packagefile.Zip, zipped(t, map[string]string{"probe-1.0.0/manifest.yml": manifest, "z/a": ""}), "more than one top-level directory"},
		"empty zip of nothing": {packagefile.Zip, zipped(t, nil), "Archive seems empty"},
	} {
		if _, err := packagefile.Read(row.kind, row.archive); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", name, err, row.want)
		}
	}
}

func compressed(text string) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = io.WriteString(z, strings.Repeat(text, 20))
	_ = z.Close()
	return out.Bytes()
}
