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

// The page before and after its body, which is written in between and may be
// long.
var pageHead, pageFoot = func() (head, foot *template.Template) {
	before, after, _ := strings.Cut(pageHTML, "{{.Body}}")
	return template.Must(template.New("head").Parse(before)), template.Must(template.New("foot").Parse(after))
}()

// WritePage writes the document.
func WritePage(w io.Writer, p Page) error {
	style, script := pageStyle+p.Style, pageScript+p.Script
	frame := map[string]any{
		"Title": p.Title, "Style": template.CSS(style), "Script": template.JS(script), "Links": p.Links,
		"Policy": "default-src 'none'; style-src " + hashOf(style) + "; script-src " + hashOf(script) + "; base-uri 'none'; form-action 'none'",
	}
	if err := pageHead.Execute(w, frame); err != nil {
		return err
	}
	if err := p.Body.Execute(w, p.Data); err != nil {
		return fmt.Errorf("page %s: %w", p.Title, err)
	}
	return pageFoot.Execute(w, frame)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
