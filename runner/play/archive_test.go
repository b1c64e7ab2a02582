package play_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/kbn-conformance/kbn-conformance/runner/play"
)

func archive(t *testing.T, kind, damage string) []byte {
	t.Helper()
	data, err := play.Archive(kind, "kbn_conf_x", "", damage)
	if err != nil {
		t.Fatalf("%s, %s: %v", kind, damage, err)
	}
	return data
}

// stamp is the one time that all files have, so that equal input gives equal bytes.
var stamp = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// unpack reads an archive with the standard library.
func unpack(kind string, data []byte) (map[string]string, error) {
	if kind == "zip" {
		return unzip(data)
	}
	packed, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for r := tar.NewReader(packed); ; {
		head, err := r.Next()
		if err == io.EOF {
			return files, packed.Close()
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if !head.ModTime.Equal(stamp) {
			return nil, fmt.Errorf("%s is of %s", head.Name, head.ModTime)
		}
		files[head.Name] = string(content)
	}
}

func unzip(data []byte) (map[string]string, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, f := range r.File {
		open, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(open)
		if err != nil {
			return nil, err
		}
		if !f.Modified.Equal(stamp) {
			return nil, fmt.Errorf("%s is of %s", f.Name, f.Modified)
		}
		files[f.Name] = string(content)
	}
	return files, nil
}

const root = "kbn_conf_x-1.0.0"

var kinds = []string{"gzip", "zip"}

func sound(t *testing.T, kind string) map[string]string {
	t.Helper()
	files, err := unpack(kind, archive(t, kind, ""))
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return files
}

func TestAnArchiveIsARealPackage(t *testing.T) {
	for _, kind := range kinds {
		files := sound(t, kind)
		want := []string{root + "/changelog.yml", root + "/docs/README.md", root + "/kibana/tag/kbn_conf_x-one.json", root + "/kibana/tag/kbn_conf_x-two.json", root + "/manifest.yml"}
		if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
			t.Errorf("%s holds %v", kind, got)
		}
		for _, id := range []string{"kbn_conf_x-one", "kbn_conf_x-two"} {
			var asset struct{ ID, Type string }
			if err := json.Unmarshal([]byte(files[root+"/kibana/tag/"+id+".json"]), &asset); err != nil || asset.ID != id || asset.Type != "tag" {
				t.Errorf("%s: asset %s is %+v, %v", kind, id, asset, err)
			}
		}
		manifest := map[string]any{}
		if err := yaml.Load([]byte(files[root+"/manifest.yml"]), &manifest); err != nil {
			t.Fatalf("%s: manifest: %v", kind, err)
		}
		for _, key := range []string{"name", "version", "description", "title", "format_version", "owner"} {
			if manifest[key] == nil {
				t.Errorf("%s: the manifest lacks %s, which Kibana wants", kind, key)
			}
		}
		if manifest["name"] != "kbn_conf_x" || manifest["version"] != "1.0.0" || manifest["data_stream"] != nil {
			t.Errorf("%s: manifest %v", kind, manifest)
		}
		var changes []any
		if err := yaml.Load([]byte(files[root+"/changelog.yml"]), &changes); err != nil || len(changes) != 1 {
			t.Errorf("%s: changelog: %v", kind, err)
		}
	}
	if !maps.Equal(sound(t, "gzip"), sound(t, "zip")) {
		t.Error("gzip and zip hold different files")
	}
}

func TestAnArchiveFollowsFromItsArguments(t *testing.T) {
	for _, kind := range kinds {
		for _, damage := range []string{"", "none", "empty", "truncated", "no-manifest", "two-roots", "missing-title"} {
			if !bytes.Equal(archive(t, kind, damage), archive(t, kind, damage)) {
				t.Errorf("%s, %s: different bytes", kind, damage)
			}
		}
		if !bytes.Equal(archive(t, kind, ""), archive(t, kind, "none")) {
			t.Errorf("%s: no damage differs from damage none", kind)
		}
		other, err := play.Archive(kind, "kbn_conf_y", "2.1.0", "")
		if err != nil {
			t.Fatal(err)
		}
		files, err := unpack(kind, other)
		if err != nil || !strings.Contains(files["kbn_conf_y-2.1.0/manifest.yml"], "version: 2.1.0\n") {
			t.Errorf("%s: name and version are not in it: %v, %v", kind, files, err)
		}
	}
}

// TestADamageIsAllThatDiffers: what each damage makes of the files of a sound
// package.
func TestADamageIsAllThatDiffers(t *testing.T) {
	manifest := root + "/manifest.yml"
	without := func(key string) func(map[string]string) {
		member := regexp.MustCompile(`(?m)^` + key + `: .*\n(  (github|type): .*\n)*`)
		return func(files map[string]string) { files[manifest] = member.ReplaceAllString(files[manifest], "") }
	}
	damages := map[string]func(map[string]string){
		"none":        func(map[string]string) {},
		"empty":       func(files map[string]string) { clear(files) },
		"no-manifest": func(files map[string]string) { delete(files, manifest) },
		"two-roots": func(files map[string]string) {
			files["other-1.0.0/manifest.yml"] = strings.ReplaceAll(files[manifest], "kbn_conf_x", "other")
		},
		"wrong-root": func(files map[string]string) {
			for path, content := range maps.Clone(files) {
				delete(files, path)
				files[strings.Replace(path, root, "elsewhere", 1)] = content
			}
		},
	}
	for _, key := range []string{"name", "version", "description", "title", "format_version", "owner"} {
		damages["missing-"+key] = without(key)
	}
	for damage, change := range damages {
		for _, kind := range kinds {
			got, err := unpack(kind, archive(t, kind, damage))
			if err != nil {
				t.Errorf("%s, %s: %v", kind, damage, err)
			}
			want := sound(t, kind)
			change(want)
			if !maps.Equal(got, want) {
				t.Errorf("%s, %s: got %v, want %v", kind, damage, got, want)
			}
		}
	}
}

func TestADamageThatNoReaderTakes(t *testing.T) {
	for _, kind := range kinds {
		if _, err := unpack(kind, archive(t, kind, "not-an-archive")); err == nil {
			t.Errorf("%s: what is no archive can be unpacked", kind)
		}
		cut, whole := archive(t, kind, "truncated"), archive(t, kind, "")
		if _, err := unpack(kind, cut); err == nil || !bytes.HasPrefix(whole, cut) || len(cut) == 0 {
			t.Errorf("%s: truncated is not the beginning of the whole, or can be unpacked (%v)", kind, err)
		}
		files, err := unpack(kind, archive(t, kind, "manifest-not-yaml"))
		if err != nil || yaml.Load([]byte(files[root+"/manifest.yml"]), new(any)) == nil {
			t.Errorf("%s: the manifest is YAML (%v): %q", kind, err, files[root+"/manifest.yml"])
		}
		want := sound(t, kind)
		want[root+"/manifest.yml"] = files[root+"/manifest.yml"]
		if !maps.Equal(files, want) {
			t.Errorf("%s: manifest-not-yaml changes more than the manifest", kind)
		}
	}
}

func TestAnArchiveIsRefused(t *testing.T) {
	for _, c := range [][2]string{{"rar", ""}, {"", ""}, {"zip", "burnt"}, {"gzip", "missing-"}, {"gzip", "missing-na"}, {"zip", "missing-categories"}} {
		if data, err := play.Archive(c[0], "x", "", c[1]); err == nil || data != nil {
			t.Errorf("type %q, damage %q: %d bytes, %v", c[0], c[1], len(data), err)
		}
	}
}
