package reference

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
	"github.com/kbn-conformance/kbn-conformance/runner/reference/packagefile"
)

// upload is the payload of the one route that takes bytes instead of JSON.
type upload struct {
	contentType string
	archive     []byte
}

func packages() []definition {
	const base = "/api/fleet/epm/packages"
	const named, versioned = base + "/{pkgName}", base + "/{pkgName}/{pkgVersion}"
	read, write := "integrations-read,fleet-setup,fleet-all", "integrations-all,fleet-agent-policies-all"
	flag := func(name string) want.Field { return want.Def(name, false, want.Bool()) }
	read1 := want.Obj(want.Opt("ignoreUnverified", want.Bool()), want.Opt("prerelease", want.Bool()),
		want.Opt("full", want.Bool()), want.Opt("withMetadata", want.Bool()))
	force := want.Obj(want.Opt("force", want.Bool()))
	return []definition{
		{ID: "fleet.epm.packages.upload", Method: http.MethodPost, Path: base, privileges: write, access: locksItself,
			upload: true, query: want.Obj(flag("ignoreMappingUpdateErrors"), flag("skipDataStreamRollover")),
			handle: uploadPackage},
		{ID: "fleet.epm.packages.list", Method: http.MethodGet, Path: base, privileges: read,
			query: want.Obj(want.Opt("category", want.Str()), want.Opt("prerelease", want.Bool()), want.Opt("excludeInstallStatus", want.Bool()),
				want.Opt("withPackagePoliciesCount", want.Bool())), handle: listPackages},
		{ID: "fleet.epm.packages.get", Method: http.MethodGet, Path: versioned, privileges: read,
			query: read1, handle: getPackage},
		{ID: "fleet.epm.packages.latest", Method: http.MethodGet, Path: named, privileges: read,
			query: read1, handle: getPackage},
		{ID: "fleet.epm.packages.delete", Method: http.MethodDelete, Path: versioned, privileges: write, access: writes,
			query: force, handle: deletePackage},
		{ID: "fleet.epm.packages.delete_any", Method: http.MethodDelete, Path: named, privileges: write, access: writes,
			query: force, handle: deletePackage},
	}
}

// uploadPackage parses outside of the lock: an archive may be large.
// Kibana source: fleet/server/services/epm/packages/install.ts.
func uploadPackage(c *call) (reply, error) {
	unlock := c.lock(reads)
	err := c.limited()
	unlock()
	if err != nil {
		return reply{}, err
	}
	sent, _ := c.payload.(upload)
	pkg, err := packagefile.Read(sent.contentType, sent.archive)
	if err != nil && c.faulty(faultAnyArchive) {
		pkg, err = &packagefile.Package{Name: "unreadable", Version: "1.0.0"}, nil
	}
	if err != nil {
		return reply{}, refuse(http.StatusBadRequest, "%v", err)
	}
	defer c.lock(writes)()
	if err := c.limited(); err != nil {
		return reply{}, err
	}
	c.lastUpload = c.clock()
	item := describePackage(pkg)
	c.create(kindPackage, everySpace, pkg.Name, item)
	answer := obj{"items": item["assets"], "_meta": obj{"install_source": "upload", "name": pkg.Name}}
	if !c.release.since(9, 0) {
		answer["response"] = item["assets"]
		answer["_meta"] = obj{"install_source": "upload"}
	}
	return ok(answer)
}

// listPackages knows no registry, so it lists what was uploaded.
func listPackages(c *call) (reply, error) {
	items := []any{}
	for _, item := range c.all(kindPackage, everySpace) {
		items = append(items, obj{"id": item["name"], "name": item["name"], "version": item["version"], "title": item["title"], "status": "installed"})
	}
	return ok(obj{"items": items})
}

// limited refuses an upload too soon after the last one that held a package.
func (c *call) limited() error {
	left := c.uploadInterval - c.clock().Sub(c.lastUpload)
	if c.lastUpload.IsZero() || left <= 0 || c.faulty(faultNoRateLimit) {
		return nil
	}
	seconds := int(math.Ceil(float64(left) / float64(time.Second)))
	c.w.Header()["Retry-After"] = []string{strconv.Itoa(seconds)}
	return refuse(http.StatusTooManyRequests,
		"Please wait %ds before uploading again. Only one package can be uploaded at a time.", seconds)
}

func describePackage(p *packagefile.Package) obj {
	assets := make([]any, len(p.Assets))
	for i, asset := range p.Assets {
		assets[i] = obj{"id": asset.ID, "type": asset.Type}
	}
	return obj{
		"id": p.Name, "name": p.Name, "version": p.Version, "title": p.Title, "description": p.Description,
		"type": p.Type, "format_version": p.FormatVersion, "owner": plain(p.Owner), "assets": assets,
	}
}

// plain turns what a YAML reader yields into what the encoder takes.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(obj, len(v))
		for name, member := range v {
			out[name] = plain(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = plain(item)
		}
		return out
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return v
}

// wanted is the package that the path names.
func (c *call) wanted() obj {
	pkg := c.find(kindPackage, everySpace, c.param("pkgName"))
	if version := c.param("pkgVersion"); pkg == nil || version != "" && version != pkg["version"] {
		return nil
	}
	return pkg
}

func getPackage(c *call) (reply, error) {
	pkg := c.wanted()
	if pkg == nil {
		return reply{}, refuse(http.StatusNotFound, "[%s] package not installed or found in registry", c.param("pkgName"))
	}
	item := with(without(pkg, "id"), obj{
		"status": "installed", "latestVersion": pkg["version"], "keepPoliciesUpToDate": false,
		"assets": obj{}, "licensePath": "", "screenshots": []any{},
		"installationInfo": obj{
			"name": pkg["name"], "version": pkg["version"], "type": kindPackage, "install_source": "upload",
			"install_status": "installed", "installed_es": ofKind(pkg["assets"], true),
			"installed_kibana":    ofKind(pkg["assets"], false),
			"verification_status": "unknown",
		},
	})
	return ok(obj{"item": item})
}

// elasticsearchTypes are the assets of the package that Elasticsearch keeps.
var elasticsearchTypes = []string{"index", "index_template", "component_template", "ingest_pipeline", "ilm_policy",
	"data_stream_ilm_policy", "transform", "ml_model"}

func ofKind(assets any, elasticsearch bool) []any {
	out := []any{}
	all, _ := assets.([]any)
	for _, asset := range all {
		if slices.Contains(elasticsearchTypes, text(objectOf(asset)["type"])) == elasticsearch {
			out = append(out, asset)
		}
	}
	return out
}

func deletePackage(c *call) (reply, error) {
	name := c.param("pkgName")
	pkg := c.wanted()
	if pkg == nil {
		return reply{}, refuse(http.StatusBadRequest, "%s is not installed", name)
	}
	c.remove(kindPackage, everySpace, name)
	return ok(obj{"items": pkg["assets"]})
}
