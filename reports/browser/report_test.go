package browser

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// count is what the page says about how many cases are shown.
const count = `document.getElementById("count").textContent`

// ids are the rows in order.
const ids = `[...document.querySelectorAll("#list > details")].map(d => d.dataset.id).join(" ")`

func TestDecidingPartsNeedNoScript(t *testing.T) {
	p := open(t, report(t, finished()), "")
	if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	file := report(t, sample())
	p.url = "file://" + file
	p.requests = nil
	p.do(chromedp.Navigate(p.url))
	if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}); err != nil {
		t.Fatal(err)
	}
	text := eval[string](p, `document.body.innerText`)
	for _, part := range []string{"Violations", "http://127.0.0.1:5622", "2 failed", "1 / 3", "schema-mismatch", "needs JavaScript", "tracked upstream", "--filter 'area:fleet && !level:optional'"} {
		if !strings.Contains(text, part) {
			t.Errorf("without a script the page does not show %q", part)
		}
	}
	if strings.Contains(text, "Every area") {
		t.Error("without a script the page offers filters that do nothing")
	}
	p.shot("no-script")
}

func TestFiltersLiveInTheAddress(t *testing.T) {
	file := report(t, sample())
	p := open(t, file, "")
	want(p, count, "9 cases")
	want(p, ids, "lists.find.evil spaces.get.missing spaces.create.after spaces.list.order spaces.create.known spaces.get.ok spaces.get.twice spaces.create.full status.get.flavour")
	p.do(chromedp.Click(chromedp.CSS(`button[data-outcome=failed]`)), chromedp.Click(chromedp.CSS(`button[data-outcome=passed]`)))
	want(p, count, "4 of 9 cases")
	want(p, `location.hash`, "#outcome=failed%2Cpassed")
	p.do(chromedp.SendKeys(chromedp.CSS("#text"), "GET 200 kbn-NAME"))
	want(p, ids, "lists.find.evil spaces.get.missing")
	eval[any](p, `(() => { const a = document.getElementById("area"); a.value = "spaces"; a.dispatchEvent(new Event("change")); })()`)
	want(p, ids, "spaces.get.missing")
	hash := eval[string](p, `location.hash`)

	again := open(t, file, hash) // the address is all that somebody else needs
	want(again, ids, "spaces.get.missing")
	want(again, `document.getElementById("text").value + document.getElementById("area").value`, "GET 200 kbn-NAMEspaces")
	want(again, `document.querySelector("button[data-outcome=failed]").getAttribute("aria-pressed")`, "true")
	again.do(chromedp.Click(chromedp.CSS("#clear")))
	want(again, count, "9 cases")
	want(again, `location.hash`, "")
	eval[any](again, `(() => { const a = document.getElementById("level"); a.value = "optional"; a.dispatchEvent(new Event("change")); })()`)
	want(again, ids, "spaces.list.order")
	again.do(chromedp.Click(chromedp.CSS("#clear")), chromedp.SendKeys(chromedp.CSS("#text"), "no such thing"))
	want(again, count, "0 of 9 cases")
}

func TestMatrixAndFindingsLeadToTheirCases(t *testing.T) {
	p := open(t, report(t, sample()), "")
	follow := func(selector string) { // the page scrolls meanwhile, so a pointer might miss
		eval[any](p, "document.querySelector(`"+selector+"`).click()")
	}
	follow(`.grid a[href="#endpoint=spaces.get&kind=input"]`)
	want(p, ids, "spaces.get.missing")
	want(p, `document.getElementById("chosen").innerText.includes("endpoint spaces.get")`, true)
	follow(`#chosen button[data-key=kind]`)
	want(p, count, "3 of 9 cases")
	follow(`#findings a[href="#finding=1"]`)
	want(p, count, "3 of 9 cases")
	follow(`.outcomes a.known`)
	want(p, ids, "spaces.create.known")
}

func TestACaseCanBeLinkedTo(t *testing.T) {
	p := open(t, report(t, sample()), "#case=spaces.get.missing")
	want(p, `document.querySelector("#list > details").open`, true)
	text := eval[string](p, `document.querySelector(".case").innerText`)
	for _, part := range []string{"Clients read statusCode as a number.", "operation get-it", "fixtures/spaces/get.yaml:12", "integer", `string "404"`, "GET /api/spaces/space/spaces.get.missing", "the header kbn-name"} {
		if !strings.Contains(text, part) {
			t.Errorf("the case does not show %q:\n%s", part, text)
		}
	}
	// The offending places are marked, and those alone.
	want(p, `[...document.querySelectorAll(".case mark")].map(m => m.textContent).join(" | ")`, `kbn-name is absent2 | "404"1 | "gone" is absent3`)
	want(p, `document.querySelector(".case pre").innerText.includes('"na/me": "1"')`, true)
	p.shot("case")
	p.media("print", "dark")
	p.shot("print")
}

func TestBodiesThatAreNoWholeJSON(t *testing.T) {
	one := func(body string, cut bool, pointer string) reports.Case {
		c := failing("spaces.get.body")
		c.Violations = c.Violations[:1]
		c.Violations[0].Pointer = pointer
		c.Exchange.Response.Body, c.Exchange.Response.Cut, c.Exchange.Response.Size = body, cut, 99999
		return c
	}
	binary := one("", false, "/a")
	binary.Exchange.Response.Binary = true
	rows := []struct {
		name       string
		c          reports.Case
		mark, text string
	}{
		{"no text at all", binary, "", "99999 bytes that are no text"},
		{"left out", one("", true, "/a"), "", "99999 bytes, not kept"},
		{"cut after the place", one(`{"a":{"b":1},"c":"lon`, true, "/a/b"), "11", "99999 bytes"},
		{"cut before the place", one(`{"a":{"b":1},"c":"lon`, true, "/d"), "", "Not in this part: /d"},
		{"HTML", one(`<h1>Bad Gateway</h1>`, false, "/a"), "", "<h1>Bad Gateway</h1>"},
		{"broken in the middle", one(`{"a":1,"b":}`, false, "/a"), "", `{"a":1,"b":}`},
		{"more than one value", one(`{"a":1} {"b":2}`, false, "/a"), "", `{"a":1} {"b":2}`},
		{"the last of two", one(`{"a":1,"a":2}`, false, "/a"), "21", ""},
		{"nothing where it goes", one(`{"a":1}`, false, "/a/b"), "", `"a": 1`},
		{"deeper than anybody", one(strings.Repeat("[", 5000), true, "/0"), "", "[[[["},
		{"keys with escapes", one(`{"\u0061~/":true}`, false, "/a~0~1"), "true1", ""},
	}
	var cases []reports.Case
	for i, row := range rows {
		row.c.ID = fmt.Sprint("spaces.get.body-", i)
		cases = append(cases, row.c)
	}
	p := open(t, report(t, finished(cases...)), "")
	for i, row := range rows {
		eval[any](p, fmt.Sprintf(`location.hash = "#case=spaces.get.body-%d"`, i))
		want(p, `document.querySelector("#list > details[open]:has(.talk)")?.dataset.id ?? ""`, fmt.Sprint("spaces.get.body-", i))
		marks := eval[string](p, `[...document.querySelectorAll(".case mark")].map(m => m.textContent).join(" | ")`)
		if text := eval[string](p, `document.querySelector(".talk").innerText`); marks != row.mark || !strings.Contains(text, row.text) {
			t.Errorf("%s: marked %q, want %q; want %q in %s", row.name, marks, row.mark, row.text, text)
		}
	}
}

func TestTextOfATargetStaysText(t *testing.T) {
	p := open(t, report(t, sample()), "#text=evil")
	eval[any](p, `document.querySelector("#list > details").open = true`)
	want(p, `document.querySelector(".case") !== null`, true)
	want(p, `typeof window.owned`, "undefined")
	want(p, `document.images.length + document.querySelectorAll("script").length`, 2) // the data and the program
	want(p, `document.querySelector(".case pre").textContent`, hostile)
	want(p, `document.querySelector("#list summary > span:nth-of-type(2)").textContent`, hostile)
	// Even markup that found a way in could neither run nor load anything.
	eval[any](p, `document.body.insertAdjacentHTML("beforeend", '<img src="https://evil.example.test/x" onerror="window.owned = 3">')`)
	want(p, `new Promise(done => setTimeout(() => done(typeof window.owned), 100))`, "undefined")
	if said := p.forgive(); !strings.Contains(said, "Content Security Policy") {
		t.Errorf("the policy of the page refused nothing: %s", said)
	}
}

func TestCopyGivesTheWholeLine(t *testing.T) {
	p := open(t, report(t, sample()), "#case=spaces.get.missing")
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		if _, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted}); err != nil {
			t.Fatal(err)
		}
	}
	p.do(chromedp.Click(chromedp.CSS(".case button.copy")))
	want(p, `document.querySelector(".case button.copy").textContent`, "Copied")
	want(p, `navigator.clipboard.readText()`, "curl -sS http://127.0.0.1:5622/api/spaces/space/spaces.get.missing")
	p.do(chromedp.Click(chromedp.CSS("#run button.copy")))
	want(p, `navigator.clipboard.readText()`, "kbn-conformance run --target http://127.0.0.1:5622 --filter 'area:fleet && !level:optional' --mode write --seed 42")
}

func TestKeysReachEverything(t *testing.T) {
	p := open(t, report(t, sample()), "")
	press := func(key string) { // on what has the focus, as a keyboard does
		eval[any](p, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "`+key+`", bubbles: true, cancelable: true}))`)
	}
	press("/")
	want(p, `document.activeElement.id`, "text")
	p.do(chromedp.KeyEvent("find.evil"))
	want(p, ids, "lists.find.evil")
	press("Escape")
	want(p, count, "9 cases")
	eval[any](p, `document.querySelector("#list summary").focus()`)
	press("ArrowDown")
	want(p, `document.activeElement.parentElement.dataset.id`, "spaces.get.missing")
	p.do(chromedp.KeyEvent("\r"))
	want(p, `document.activeElement.parentElement.open`, true)
	press("ArrowUp")
	want(p, `document.activeElement.parentElement.dataset.id`, "lists.find.evil")
}

func TestAppearanceFollowsTheSystemUntilChosen(t *testing.T) {
	p := open(t, report(t, sample()), "")
	paper := `getComputedStyle(document.body).backgroundColor`
	p.media("", "dark")
	want(p, paper, "rgb(18, 21, 24)")
	p.shot("dark")
	p.media("", "light")
	want(p, paper, "rgb(255, 255, 255)")
	p.do(chromedp.Click(chromedp.CSS("#theme")))
	want(p, paper, "rgb(18, 21, 24)")
	want(p, `document.getElementById("theme").getAttribute("aria-pressed")`, "true")
	p.media("print", "light")
	want(p, paper, "rgb(255, 255, 255)")
	p.media("", "light")
	p.do(chromedp.Click(chromedp.CSS("#theme")))
	want(p, paper, "rgb(255, 255, 255)")
	p.shot("light")
	p.do(chromedp.EmulateViewport(380, 800))
	want(p, `document.documentElement.scrollWidth <= 380`, true)
	p.shot("narrow")
}

// A page of ten thousand cases opens at once and filters while one types.
func TestTenThousandCases(t *testing.T) {
	file := report(t, many(10_000))
	if info, err := os.Stat(file); err != nil || info.Size() > 15<<20 {
		t.Errorf("%d bytes, want at most 15 MiB: %v", info.Size(), err)
	} else {
		t.Logf("%.1f MiB", float64(info.Size())/(1<<20))
	}
	p := open(t, file, "")
	paint := eval[float64](p, `new Promise(done => new PerformanceObserver(l => done(l.getEntries()[0].startTime)).observe({type: "paint", buffered: true}))`)
	want(p, count, "10000 cases")
	filter := eval[float64](p, `(() => {
		const field = document.getElementById("text"), times = [];
		for (const word of ["9", "99", "refuses 99", "nothing at all", "endpoint-07 failing integer"]) {
			const begun = performance.now();
			field.value = word;
			field.dispatchEvent(new Event("input"));
			document.body.offsetHeight; // laid out
			times.push(performance.now() - begun);
		}
		return Math.max(...times);
	})()`)
	t.Logf("first paint after %.0f ms, slowest filter %.0f ms", paint, filter)
	if paint > 1500 || filter > 100 {
		t.Errorf("first paint after %.0f ms, want 1500; slowest filter %.0f ms, want 100", paint, filter)
	}
	// The list goes on as one scrolls.
	eval[any](p, `(() => { const f = document.getElementById("text"); f.value = ""; f.dispatchEvent(new Event("input")); })()`)
	before := eval[int](p, `document.querySelectorAll("#list > details").length`)
	after := eval[int](p, `new Promise(done => { scrollTo(0, document.body.scrollHeight); setTimeout(() => done(document.querySelectorAll("#list > details").length), 200); })`)
	if before > 200 || after <= before {
		t.Errorf("%d rows at first, %d after scrolling", before, after)
	}
}
