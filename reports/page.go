package reports

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

//go:embed page.html
var pageHTML string

// Page is an HTML document in one file: nothing in it is loaded from anywhere,
// and its policy allows only the style and the script that it was written
// with, so text of a target can never become either.
type Page struct {
	Title  string
	Style  string // after the style that all pages share
	Script string // after the script that all pages share
	Links  []PageLink
	Body   *template.Template // what stands in main
	Data   any                // for Body
}

// PageLink is an entry of the navigation.
type PageLink struct{ Href, Text string }

// PageFuncs are the functions that the body of a page may use besides the
// usual ones.
func PageFuncs() template.FuncMap {
	return template.FuncMap{"sign": sign}
}

// sign draws the mark of an outcome; see page.html for the shapes.
func sign(o Outcome) template.HTML {
	if !known(o) {
		return ""
	}
	return template.HTML(`<svg class="sign" aria-hidden="true"><use href="#sign-` + string(o) + `"/></svg>`)
}

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// WritePage writes the document.
func WritePage(w io.Writer, p Page) error {
	style, script := pageStyle+p.Style, pageScript+p.Script
	policy := "default-src 'none'; style-src " + hashOf(style) + "; script-src " + hashOf(script) + "; base-uri 'none'; form-action 'none'"
	var body strings.Builder
	if err := p.Body.Execute(&body, p.Data); err != nil {
		return fmt.Errorf("page %s: %w", p.Title, err)
	}
	return pageTemplate.Execute(w, map[string]any{
		"Title": p.Title, "Policy": policy, "Style": template.CSS(style), "Script": template.JS(script), "Links": p.Links,
		"Body": template.HTML(body.String()), // escaped by the template that wrote it
	})
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
