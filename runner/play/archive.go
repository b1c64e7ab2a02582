package play

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// manifestKeys are the keys that Kibana wants in a package manifest.
// Source: Kibana source, fleet/server/services/epm/archive/parse.ts.
var manifestKeys = []string{"name", "version", "description", "title", "format_version", "owner"}

// Archive builds a package archive (gzip or zip) in memory: a real package
// without data streams, or one that is damaged in the way named. The bytes
// depend on the arguments only.
func Archive(kind, name, version, damage string) ([]byte, error) {
	version = cmp.Or(version, "1.0.0")
	if damage == "not-an-archive" {
		return []byte("this is neither gzip nor zip"), nil
	}
	files, err := contents(name, version, damage)
	if err != nil {
		return nil, err
	}
	var data []byte
	switch kind {
	case "gzip":
		data, err = tarGzip(files)
	case "zip":
		data, err = zipped(files)
	default:
		return nil, fmt.Errorf("archive type %q is neither gzip nor zip", kind)
	}
	if damage == "truncated" && err == nil {
		data = data[:len(data)/2]
	}
	return data, err
}

type file struct{ path, text string }

// contents lists the files of the package; damage changes what is in them.
func contents(name, version, damage string) ([]file, error) {
	root := name + "-" + version
	skip, missing := strings.CutPrefix(damage, "missing-")
	files := []file{
		{root + "/manifest.yml", manifest(name, version, skip)},
		{root + "/changelog.yml", "- version: \"" + version + "\"\n  changes:\n    - description: Initial version\n      type: enhancement\n      link: https://example.test/1\n"},
		{root + "/docs/README.md", "# " + name + "\n\nAn empty package for conformance tests.\n"},
	}
	for _, id := range []string{name + "-one", name + "-two"} { // harmless, and removed with the package
		files = append(files, file{root + "/kibana/tag/" + id + ".json", `{"id":"` + id + `","type":"tag","attributes":{"name":"` + id + `","color":"#4daaff","description":""},"references":[]}` + "\n"})
	}
	switch {
	case damage == "", damage == "none", damage == "truncated":
	case damage == "empty":
		files = nil
	case damage == "no-manifest":
		files = files[1:]
	case damage == "manifest-not-yaml":
		files[0].text = "name: [unclosed\n\t: {"
	case damage == "two-roots":
		files = append(files, file{"other-" + version + "/manifest.yml", manifest("other", version, "")})
	case damage == "wrong-root":
		for i := range files {
			files[i].path = "elsewhere" + strings.TrimPrefix(files[i].path, root)
		}
	case missing:
		if !slices.Contains(manifestKeys, skip) {
			return nil, fmt.Errorf("archive damage %q: the manifest has the keys %s", damage, strings.Join(manifestKeys, ", "))
		}
	default:
		return nil, fmt.Errorf("archive damage %q is unknown", damage)
	}
	return files, nil
}

func manifest(name, version, skip string) string {
	values := map[string]string{
		"name": name, "version": version, "description": "An empty package for conformance tests.",
		"title": "Conformance " + name, "format_version": "3.0.0", "owner": "\n  github: kbn-conformance/kbn-conformance\n  type: community",
	}
	var b strings.Builder
	for _, key := range manifestKeys {
		if key != skip {
			fmt.Fprintf(&b, "%s: %s\n", key, values[key])
		}
	}
	b.WriteString("type: integration\ncategories: [custom]\npolicy_templates: []\nconditions:\n  kibana:\n    version: \"^8.0.0 || ^9.0.0\"\n")
	return b.String()
}

// stamp is the modification time of all files, so that equal input gives equal bytes.
var stamp = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// packers are used again: each takes more memory than all archives together.
var packers = sync.Pool{New: func() any {
	packed, err := gzip.NewWriterLevel(nil, gzip.HuffmanOnly)
	if err != nil {
		panic(err) // the level is one of the package's own
	}
	return packed
}}

func tarGzip(files []file) ([]byte, error) {
	var out bytes.Buffer
	packed := packers.Get().(*gzip.Writer)
	defer packers.Put(packed)
	packed.Reset(&out)
	archive := tar.NewWriter(packed)
	for _, f := range files {
		if err := archive.WriteHeader(&tar.Header{Name: f.path, Mode: 0o644, Size: int64(len(f.text)), ModTime: stamp}); err != nil {
			return nil, err
		}
		if _, err := archive.Write([]byte(f.text)); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	err := packed.Close()
	return out.Bytes(), err
}

func zipped(files []file) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, f := range files {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: f.path, Method: zip.Deflate, Modified: stamp})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(f.text)); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return out.Bytes(), err
}
