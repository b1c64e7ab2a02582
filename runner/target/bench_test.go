package target

import (
	"bytes"
	"io"
	"net/http"
	"testing"
)

// BenchmarkClientVsBare shows what recording costs beside a plain http.Client.
func BenchmarkClientVsBare(b *testing.B) {
	answer := bytes.Repeat([]byte(`{"id":"4f3c1b","name":"kbn-conf-x"},`), 50)
	url := serve(b, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Write(answer)
	})
	body := []byte(`{"name":"kbn-conf-x","host":"https://artifacts.example.test/"}`)
	b.Run("bare", func(b *testing.B) {
		bare := &http.Client{Transport: &http.Transport{DisableCompression: true}}
		b.ReportAllocs()
		for b.Loop() {
			request, err := http.NewRequestWithContext(b.Context(), "POST", url+"/api", bytes.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			response, err := bare.Do(request)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadAll(response.Body); err != nil {
				b.Fatal(err)
			}
			response.Body.Close()
		}
	})
	b.Run("client", func(b *testing.B) {
		c := client(b, url)
		b.ReportAllocs()
		for b.Loop() {
			if e := c.Do(b.Context(), Request{Method: "POST", Path: "/api", Body: body, Owner: anything{}}); !e.Complete() {
				b.Fatal(e.Failure)
			}
		}
	})
}
