package reference

import "slices"

// The faults of meaning, by the names that handlers ask for.
const (
	faultAnotherObject   = "unknown-id-finds-another"
	faultAnyArchive      = "accepts-any-archive"
	faultAnyCursor       = "accepts-any-cursor"
	faultAnyProxy        = "accepts-unknown-proxy"
	faultAnySize         = "accepts-any-size"
	faultAnyText         = "accepts-malformed-json"
	faultAnyType         = "accepts-any-content-type"
	faultBothKeys        = "accepts-both-keys"
	faultCleansPending   = "cleans-pending-migrations"
	faultCursorRepeats   = "cursor-repeats-the-last"
	faultCursorSkips     = "cursor-skips-one"
	faultDeletesAnother  = "deletes-another"
	faultDoesNotDelete   = "does-not-delete"
	faultDuplicateID     = "accepts-duplicate-id"
	faultDuplicateName   = "accepts-duplicate-name"
	faultHidesNewest     = "hides-the-newest"
	faultIgnoresCursor   = "ignores-cursor"
	faultIgnoresFilter   = "ignores-filter"
	faultIgnoresFormat   = "ignores-format"
	faultIgnoresOrder    = "ignores-sort-order"
	faultIgnoresPage     = "ignores-page"
	faultIgnoresPerPage  = "ignores-page-size"
	faultIgnoresSort     = "ignores-sort"
	faultIgnoresTypes    = "ignores-entity-types"
	faultNoBump          = "does-not-bump-policies"
	faultNoElasticsearch = "elasticsearch-refusal-ignored"
	faultNoRateLimit     = "rate-limit-not-enforced"
	faultNotStored       = "answers-but-does-not-store"
	faultOtherID         = "stores-under-another-id"
	faultOtherSpaces     = "shows-other-spaces"
	faultOverlaps        = "pages-overlap"
	faultPatches         = "patches-instead-of-replacing"
	faultSkips           = "pages-skip-one"
	faultSkipsUnknown    = "unknown-id-ignored"
	faultTotalOfPage     = "total-of-the-page"
	faultTotalTooHigh    = "total-too-high"
	faultUnprotected     = "deletes-protected"
)

// sense is a fault of meaning and where it can occur.
type sense struct {
	name, title string
	endpoints   []string
}

var (
	pagers   = []string{"entitystore.entities.list", "lists.find"}
	deleters = []string{"fleet.fleet_server_hosts.delete", "roles.delete", "detections.signals_migration.cleanup",
		"fleet.proxies.delete", "fleet.agent_download_sources.delete", "fleet.agent_policies.delete", "lists.delete",
		"fleet.epm.packages.delete"}
	creators = []string{"fleet.agent_download_sources.create", "fleet.epm.packages.upload", "endpointlist.create",
		"fleet.proxies.create", "fleet.fleet_server_hosts.create", "fleet.agent_policies.create", "lists.create"}
)

func senses() []sense {
	return []sense{
		{faultAnotherObject, "an id that does not exist finds another object",
			[]string{"fleet.agent_policies.get", "fleet.proxies.update", "fleet.fleet_server_hosts.delete", "roles.delete"}},
		{faultAnyArchive, "what is no package is installed", []string{"fleet.epm.packages.upload"}},
		{faultAnyCursor, "a cursor that nobody handed out is accepted", []string{"lists.find"}},
		{faultAnyProxy, "a proxy_id that points nowhere is accepted", []string{"fleet.agent_download_sources.create"}},
		{faultBothKeys, "ssl.key beside secrets.ssl.key is accepted", []string{"fleet.agent_download_sources.create"}},
		{faultCleansPending, "a pending migration is removed", []string{"detections.signals_migration.cleanup"}},
		{faultCursorRepeats, "the page after a cursor starts with the last of the page before", []string{"lists.find"}},
		{faultCursorSkips, "the page after a cursor leaves one list out", []string{"lists.find"}},
		{faultDeletesAnother, "another object is deleted", deleters},
		{faultDoesNotDelete, "the object is still there", deleters},
		{faultDuplicateID, "an id that exists is created again",
			[]string{"fleet.agent_download_sources.create", "endpointlist.create", "fleet.proxies.create", "roles.put"}},
		{faultDuplicateName, "a name that exists is accepted",
			[]string{"fleet.agent_download_sources.create", "fleet.agent_policies.create"}},
		{faultHidesNewest, "the newest object is not listed",
			[]string{"lists.find", "fleet.proxies.list", "fleet.agent_download_sources.list"}},
		{faultIgnoresCursor, "the cursor is ignored", []string{"lists.find"}},
		{faultIgnoresFilter, "the filter is ignored", pagers},
		{faultIgnoresFormat, "format=simplified is ignored", []string{"fleet.agent_policies.get"}},
		{faultIgnoresOrder, "sort_order is ignored", pagers},
		{faultIgnoresPage, "page is ignored", pagers},
		{faultIgnoresPerPage, "per_page is ignored", pagers},
		{faultIgnoresSort, "sort_field is ignored", pagers},
		{faultIgnoresTypes, "entity_types is ignored", []string{"entitystore.entities.list"}},
		{faultNoBump, "policies that use the proxy keep their revision", []string{"fleet.proxies.update"}},
		{faultNoElasticsearch, "Elasticsearch's refusal is ignored", []string{"roles.delete"}},
		{faultNoRateLimit, "uploads may follow each other at once", []string{"fleet.epm.packages.upload"}},
		{faultNotStored, "the answer is right and nothing is stored",
			slices.Concat(creators, []string{"fleet.proxies.update", "roles.put"})},
		{faultOtherID, "the object is stored under another id", creators},
		{faultOtherSpaces, "objects of other spaces are shown", []string{"lists.find"}},
		{faultOverlaps, "a page starts with the last of the page before", pagers},
		{faultPatches, "what the body leaves out is kept", []string{"fleet.proxies.update"}},
		{faultSkips, "an object between two pages is lost", pagers},
		{faultSkipsUnknown, "unknown ids are passed over", []string{"detections.signals_migration.cleanup"}},
		{faultTotalOfPage, "total counts the page", pagers},
		{faultTotalTooHigh, "total is one too high", pagers},
		{faultUnprotected, "protected objects are deleted", []string{"fleet.fleet_server_hosts.delete", "roles.delete"}},
	}
}

// meaningFaults are right in form and wrong in what they do.
func meaningFaults() []Fault {
	all := senses()
	for _, d := range coreDefinitions() {
		if safe(d.Method) {
			continue
		}
		all = append(all, sense{faultAnyType, "a body of any type is accepted", []string{d.ID}})
		if !d.upload {
			all = append(all,
				sense{faultAnySize, "a body above the limit is accepted", []string{d.ID}},
				sense{faultAnyText, "a body that is no JSON is accepted", []string{d.ID}})
		}
	}
	out := []Fault{
		changing("fleet.check_permissions.get", "meaning", "always-success", "a principal without privileges is told that it has them",
			func(_ *call, res *response) {
				if res.err == nil {
					res.body = obj{"success": true}
				}
			}),
	}
	for _, s := range all {
		for _, endpoint := range s.endpoints {
			out = append(out, fault(endpoint, "meaning", s.name, s.title, func(_ *Server, rt *route) error {
				rt.meaning[s.name] = true
				return nil
			}))
		}
	}
	return out
}
