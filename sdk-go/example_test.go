package moorage_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

// A server that knows one label, in place of https://moorage.example.com.
func exampleServer() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodGet {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"code":"not_found","message":"There is no such label."}`)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"1","organization_id":"2","key":"zone","value":"a","created_at":"2030-01-01T00:00:00Z","updated_at":"2030-01-01T00:00:00Z"}`)
	}))
}

func Example() {
	server := exampleServer()
	defer server.Close()
	ctx := context.Background()

	client, err := moorage.NewClient(server.URL, moorage.WithAPIKey("u_…"))
	if err != nil {
		panic(err)
	}
	made, err := client.LabelsCreateWithResponse(ctx, api.V1LabelCreate{Key: "zone", Value: moorage.Ptr("a")})
	if err != nil {
		panic(err)
	}
	fmt.Println(made.JSON201.Key, made.JSON201.Value)

	_, err = client.LabelsGetWithResponse(ctx, "another")
	fmt.Println(moorage.IsNotFound(err), err)
	// Output:
	// zone a
	// true There is no such label. (not_found, HTTP 404)
}
