package compare_test

import (
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// planted is one change between two versions of a server, chosen before there
// was a comparison: from Kibana's history, and from how APIs change in general.
type planted struct {
	name    string
	class   compare.Class
	rule    string // the rule that has to see it
	subject string // part of what the finding is about
	cases   string // endpoint that is played
	before  []reference.Option
	after   []reference.Option
	rewrite rewriting // of the answers after; nil: the options do it
}

func fault(name string) []reference.Option {
	return []reference.Option{reference.WithFault(name)}
}

func variant(name string) []reference.Option {
	return []reference.Option{reference.WithVariant(name)}
}

func version(v string) []reference.Option { return []reference.Option{reference.WithVersion(v)} }

const (
	sources    = "fleet.agent_download_sources.create"
	policies   = "fleet.agent_policies.get"
	proxies    = "fleet.proxies.update"
	hosts      = "fleet.fleet_server_hosts.delete"
	privileges = "fleet.check_permissions.get"
	keys       = "fleet.epm.verification_key_id.get"
	roles      = "roles.delete"
	migrations = "detections.signals_migration.cleanup"
	endpoints  = "endpointlist.create"
	entities   = "entitystore.entities.list"
	lists      = "lists.find"
)

// plantedChanges: 12 breaking, 12 risky, 16 harmless.
var plantedChanges = []planted{
	// Breaking: automation that works today stops, or does the wrong thing.
	{"an endpoint is removed, as entity_store in 9.5", compare.Breaking, "success-lost", "status 200 → 404", entities, version("9.4.0"), version("9.5.0"), nil},
	{"a member of a policy is dropped", compare.Breaking, "field-vanished", "/item/is_protected", policies, nil, fault(policies + "/field-missing-item-is-protected"), nil},
	{"a member is renamed", compare.Breaking, "field-vanished", "/item/host_urls", hosts, nil, nil, renameHostURLs},
	{"a total becomes an object, as hits.total in Elasticsearch 7", compare.Breaking, "type-changed", "/total", lists, nil, nil, totalAsObject},
	{"a number becomes a text, as the version of a migration", compare.Breaking, "type-changed", "/migrations/*/version", migrations, nil, variant("cleanup-version-as-text"), nil},
	{"a caller with few privileges is refused", compare.Breaking, "success-lost", "status 200 → 403", privileges, nil, fault(privileges + "/refuses-the-powerless"), nil},
	{"an unknown query parameter is refused, as zod became strict", compare.Breaking, "success-lost", "status 200 → 400", lists, nil, fault(lists + "/refuses-unknown-query-key"), nil},
	{"a deletion answers 204 and nothing", compare.Breaking, "success-status-changed", "status 200 → 204", hosts, nil, nil, deletionWithoutBody},
	{"the envelope around an object is dropped", compare.Breaking, "field-vanished", "/item", proxies, nil, nil, withoutEnvelope},
	{"JSON is labelled as a page", compare.Breaking, "media-type-changed", "content-type", keys, nil, fault(keys + "/content-type-html"), nil},
	{"creating what exists is a conflict", compare.Breaking, "success-lost", "status 200 → 409", endpoints, nil, fault(endpoints + "/conflict-when-it-exists"), nil},
	{"a list lacks an object that exists", compare.Breaking, "item-missing", "/items", proxies, nil, fault("fleet.proxies.list/hides-the-newest"), nil},

	// Risky: whether it breaks depends on what a client relies on.
	{"a member is null in some answers", compare.Risky, "field-nullable", "/item/updated_by", policies, nil, nil, nullForSome},
	{"a member that was null is left out", compare.Risky, "null-left-out", "/item/certificate_key", proxies, nil, variant("no-update-certificate-key"), nil},
	{"a member has a value never seen before", compare.Risky, "enum-new-value", "/records/*/asset/criticality", entities, nil, nil, newCriticality},
	{"a list is not sorted as asked", compare.Risky, "order-changed", "/data", lists, nil, fault(lists + "/ignores-sort"), nil},
	{"errors have the form of another family", compare.Risky, "error-family-changed", "error body", roles, nil, fault(roles + "/error-in-the-other-shape"), nil},
	{"the version of the API is not named any more", compare.Risky, "header-vanished", "elastic-api-version", keys, nil, fault(keys + "/header-missing-elastic-api-version"), nil},
	{"a page has another size by default", compare.Risky, "value-changed", "/per_page", lists, nil, fault(lists + "/other-default-of-per-page"), nil},
	{"missing credentials are a 403", compare.Risky, "refusal-changed", "status 401 → 403", roles, nil, fault("all/unauthenticated-answered-403"), nil},
	{"API keys need no kbn-xsrf, as in serverless projects", compare.Risky, "refusal-lifted", "status 400 → 200", endpoints, variant("serverless"), variant("serverless-keys-need-no-xsrf"), nil},
	{"an endpoint is announced as deprecated, as from 9.0 on", compare.Risky, "deprecation-announced", "warning", migrations, version("8.18.1"), version("9.0.1"), nil},
	{"times have an offset instead of Z", compare.Risky, "format-changed", "/created_at", endpoints, nil, variant("times-in-the-east"), nil},
	{"generated ids are ULIDs instead of UUIDs", compare.Risky, "format-changed", "/item/id", sources, nil, variant("ids-ulid"), nil},

	// Harmless: to be known, not to be acted upon.
	{"an object has a further member", compare.Harmless, "field-added", "/item/is_internal", hosts, nil, variant("with-host-is-internal"), nil},
	{"a page of a list has a further member", compare.Harmless, "field-added", "/x_unknown", lists, nil, variant("open-lists-find"), nil},
	{"a member is null instead of absent", compare.Harmless, "field-added-null", "/item/proxy_id", hosts, nil, variant("null-host-proxy-id"), nil},
	{"a member is shown more often", compare.Harmless, "field-more-often", "/item/description", policies, nil, variant("with-policy-description"), nil},
	{"validation speaks zod 4", compare.Harmless, "wording-changed", "message", entities, nil, variant("zod-4-wording"), nil},
	{"missing credentials: in other words", compare.Harmless, "wording-changed", "message", roles, nil, variant("wording-of-authentication"), nil},
	{"a 413 has the phrase of Node", compare.Harmless, "wording-changed", "message", roles, nil, variant("payload-too-large"), nil},
	{"errors have attributes", compare.Harmless, "error-member-added", "/attributes", roles, nil, variant("error-with-attributes"), nil},
	{"errors name no charset", compare.Harmless, "charset-changed", "content-type", migrations, nil, variant("siem-errors-without-charset"), nil},
	{"permissions-policy grows", compare.Harmless, "header-value-changed", "permissions-policy", keys, nil, variant("permissions-policy-of-more-entries"), nil},
	{"content-security-policy is stricter", compare.Harmless, "header-value-changed", "content-security-policy", keys, nil, variant("csp-strict"), nil},
	{"referrer-policy of another version", compare.Harmless, "header-value-changed", "referrer-policy", keys, nil, variant("referrer-policy-of-old"), nil},
	{"a report-only policy goes", compare.Harmless, "header-vanished", "content-security-policy-report-only", keys, nil, variant("no-report-only-policy"), nil},
	{"HSTS comes", compare.Harmless, "header-appeared", "strict-transport-security", keys, nil, variant("adds-strict-transport-security"), nil},
	{"a 401 names the schemes", compare.Harmless, "header-appeared", "www-authenticate", keys, nil, variant("www-authenticate"), nil},
	{"refusals name the version of the API, too", compare.Harmless, "header-appeared", "elastic-api-version", keys, nil, fault("all/header-api-version-on-refusals"), nil},
}
