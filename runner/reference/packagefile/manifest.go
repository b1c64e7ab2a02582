package packagefile

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// required are the fields that a manifest must have.
var required = []string{"name", "version", "description", "title", "format_version", "owner"}

// describe checks the layout and the manifest, and lists the assets.
func describe(files map[string][]byte) (*Package, error) {
	top, err := topDirectory(files)
	if err != nil {
		return nil, err
	}
	raw, found := files[top+"/manifest.yml"]
	if !found {
		return nil, refuse("Package at top-level directory %s must contain a top-level manifest.yml file.", top)
	}
	manifest := map[string]any{}
	if err := yaml.Unmarshal(raw, &manifest); err != nil {
		return nil, refuse("Could not parse top-level package manifest at top-level directory %s: %v.", top, err)
	}
	var missing []string
	for _, field := range required {
		if manifest[field] == nil || manifest[field] == "" {
			missing = append(missing, field)
		}
	}
	if len(missing) > 0 {
		return nil, refuse("Invalid top-level package manifest: one or more fields missing of %s", strings.Join(missing, ", "))
	}
	p := &Package{
		Name: word(manifest["name"]), Version: word(manifest["version"]),
		Title: word(manifest["title"]), Description: word(manifest["description"]),
		FormatVersion: word(manifest["format_version"]), Owner: manifest["owner"],
		Type: cmp.Or(word(manifest["type"]), "integration"),
	}
	if top != p.Name+"-"+p.Version {
		return nil, refuse("Name %s and version %s do not match top-level directory %s", p.Name, p.Version, top)
	}
	p.Assets = assets(p.Name, top, files)
	return p, nil
}

func word(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func topDirectory(files map[string][]byte) (string, error) {
	top := ""
	for _, name := range sortedNames(files) {
		directory, _, nested := strings.Cut(name, "/")
		if !nested || top != "" && directory != top {
			return "", refuse("Package contains more than one top-level directory.")
		}
		top = directory
	}
	return top, nil
}

// assets derives what an installation would create, in the order of the files: Kibana objects and
// pipelines from their files, templates from the data streams.
func assets(name, top string, files map[string][]byte) []Asset {
	var out []Asset
	for _, file := range sortedNames(files) {
		parts := strings.Split(strings.TrimPrefix(file, top+"/"), "/")
		stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
		switch {
		case len(parts) == 3 && parts[0] == "kibana" && path.Ext(file) == ".json":
			out = append(out, Asset{stem, strings.ReplaceAll(parts[1], "_", "-")})
		case len(parts) == 3 && parts[0] == "elasticsearch" && parts[1] == "ingest_pipeline" && slices.Contains([]string{".yml", ".json"}, path.Ext(file)):
			out = append(out, Asset{stem, "ingest_pipeline"})
		case len(parts) == 3 && parts[0] == "data_stream" && parts[2] == "manifest.yml":
			out = append(out, dataStream(name, parts[1], files[file])...)
		}
	}
	return out
}

func dataStream(pkg, name string, manifest []byte) []Asset {
	var fields struct{ Type, Dataset string }
	_ = yaml.Unmarshal(manifest, &fields) // without a readable type it is a stream of logs
	id := cmp.Or(fields.Type, "logs") + "-" + cmp.Or(fields.Dataset, pkg+"."+name)
	return []Asset{{id, "index_template"}, {id + "@package", "component_template"}}
}
