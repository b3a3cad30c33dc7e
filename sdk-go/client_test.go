package moorage

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"moorage.dev/sdk-go/api"
)

// answers is a server that gives these answers in turn, the last one for ever, and notes what it was asked.
type answer struct {
	status int
	header map[string]string
	body   string
}

type seen struct {
	method, path, body string
	header             http.Header
}

func serve(t *testing.T, answers ...answer) (string, *[]seen) {
	t.Helper()
	asked := &[]seen{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		next := answers[min(len(*asked), len(answers)-1)]
		*asked = append(*asked, seen{r.Method, r.URL.RequestURI(), string(body), r.Header})
		for name, value := range next.header {
			w.Header().Set(name, value)
		}
		if strings.HasPrefix(next.body, "{") || strings.HasPrefix(next.body, "[") {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(next.status)
		_, _ = io.WriteString(w, next.body)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// patient is a client whose pauses are noted and not waited for.
func patient(t *testing.T, url string, options ...Option) (*Client, *[]time.Duration) {
	t.Helper()
	client, err := NewClient(url, append([]Option{WithAPIKey("u_key")}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	pauses := &[]time.Duration{}
	sender := client.ClientInterface.(*api.HTTPClient).Client.(*transport)
	sender.now = func() time.Time { return time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC) }
	sender.sleep = func(_ context.Context, pause time.Duration) error {
		*pauses = append(*pauses, pause)
		return nil
	}
	return client, pauses
}

const label = `{"id":"7d0c1b7e-3b2e-4f0e-9c93-0d7f8f0a1b2c","organization_id":"o","key":"zone","value":"a","created_at":"2030-01-01T00:00:00Z","updated_at":"2030-01-01T00:00:00Z"}`

func TestSendsEachIdentityAsTheServerKnowsIt(t *testing.T) {
	for name, one := range map[string]struct {
		options []Option
		want    map[string]string
	}{
		"an API key": {
			[]Option{WithAPIKey("u_key"), WithOrgID("org")},
			map[string]string{"X-Api-Key": "u_key", "X-Org-Id": "org", "Authorization": "", "X-Org-Key": ""},
		},
		"a bearer token": {
			[]Option{WithBearerToken("jwt"), WithOrgID("org")},
			map[string]string{"Authorization": "Bearer jwt", "X-Org-Id": "org", "X-Api-Key": ""},
		},
		"the key of an organization, which chooses it": {
			[]Option{WithOrgKey("org_k", "s"), WithOrgID("org")},
			map[string]string{"X-Org-Key": "org_k", "X-Org-Secret": "s", "X-Org-Id": ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			url, asked := serve(t, answer{status: 200, body: "[]"})
			// The address as clients of the infrastructure plane know it.
			client, err := NewClient(url+"/api/v1/", append(one.options, WithUserAgent("plan/1"))...)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = client.LabelsListWithResponse(t.Context(), &api.LabelsListParams{Key: Ptr("a b&c")}); err != nil {
				t.Fatal(err)
			}
			got := (*asked)[0]
			if got.path != "/api/v1/labels?key=a+b%26c" {
				t.Errorf("asked for %s", got.path)
			}
			for header, value := range one.want {
				if got.header.Get(header) != value {
					t.Errorf("%s is %q", header, got.header.Get(header))
				}
			}
			if agent := got.header.Get("User-Agent"); agent != "plan/1 moorage-sdk-go/"+Version {
				t.Errorf("User-Agent is %q", agent)
			}
		})
	}
}

func TestRefusesSettingsThatCannotWork(t *testing.T) {
	key := WithAPIKey("u_key")
	for name, one := range map[string]struct {
		url     string
		options []Option
		want    string
	}{
		"no identity":            {"https://a.test", nil, "one way"},
		"two identities":         {"https://a.test", []Option{key, WithBearerToken("t")}, "one way"},
		"half a key":             {"https://a.test", []Option{WithOrgKey("org_k", "")}, "two halves"},
		"no address":             {"", []Option{key}, "no http or https address"},
		"another scheme":         {"ftp://a.test", []Option{key}, "no http or https address"},
		"a path only":            {"/api/v1", []Option{key}, "no http or https address"},
		"a password in it":       {"https://ada:pw@a.test", []Option{key}, "password"},
		"a query":                {"https://a.test?x=1", []Option{key}, "no http or https address"},
		"what no address can be": {"https://a b.test", []Option{key}, "address of the server"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(one.url, one.options...)
			if err == nil || !strings.Contains(err.Error(), one.want) {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "pw") {
				t.Error("the password is in the message")
			}
		})
	}
}

func TestTurnsEveryFailureIntoOneError(t *testing.T) {
	for name, one := range map[string]struct {
		answer answer
		want   Error
	}{
		"of the infrastructure plane": {
			answer{status: 404, body: `{"code":"server_not_found","message":"No such server."}`},
			Error{Status: 404, Code: "server_not_found", Message: "No such server."},
		},
		"of the application plane": {
			answer{status: 400, body: `{"error":"Some fields are wrong.","code":"invalid_request","requestId":"r1","details":{"issues":[{"path":"name","message":"is required"}]}}`},
			Error{Status: 400, Code: "invalid_request", Message: "Some fields are wrong. name: is required.", RequestID: "r1"},
		},
		"in plain text":        {answer{status: 500, body: "broken"}, Error{Status: 500, Message: "broken"}},
		"without a body":       {answer{status: 415}, Error{Status: 415, Message: "Unsupported Media Type"}},
		"a page of a proxy":    {answer{status: 502, body: strings.Repeat("<p>", 500)}, Error{Status: 502, Message: "Bad Gateway"}},
		"a redirect":           {answer{status: 302, header: map[string]string{"Location": "https://b.test"}}, Error{Status: 302, Message: "Found"}},
		"JSON that is another": {answer{status: 500, body: `{"fault":1}`}, Error{Status: 500, Message: `{"fault":1}`}},
	} {
		t.Run(name, func(t *testing.T) {
			url, _ := serve(t, one.answer)
			client, _ := patient(t, url)
			result, err := client.ServersGetWithResponse(t.Context(), "7d0c1b7e-3b2e-4f0e-9c93-0d7f8f0a1b2c")
			var got *Error
			if result != nil || !errors.As(err, &got) {
				t.Fatalf("got %v, %v", result, err)
			}
			if got.Status != one.want.Status || got.Code != one.want.Code || got.RequestID != one.want.RequestID {
				t.Errorf("got %+v", got)
			}
			if !strings.HasPrefix(err.Error(), one.want.Message) {
				t.Errorf("says %q", err)
			}
			if IsNotFound(err) != (one.want.Status == 404) || IsConflict(err) {
				t.Error("is told from others wrongly")
			}
		})
	}
}

func TestWaitsAsLongAsTheServerAsks(t *testing.T) {
	busy := func(status int, after string) answer {
		return answer{status: status, header: map[string]string{"Retry-After": after}}
	}
	url, asked := serve(t, busy(429, "7"), busy(503, "Wed, 02 Jan 2030 03:04:15 GMT"), busy(503, "soon"), answer{status: 200, body: label})
	client, pauses := patient(t, url)
	result, err := client.LabelsGetWithResponse(t.Context(), "x")
	if err != nil || result.JSON200.Value != "a" || len(*asked) != 4 {
		t.Fatalf("got %v, %v after %d requests", result, err, len(*asked))
	}
	if (*pauses)[0] != 7*time.Second || (*pauses)[1] != 10*time.Second {
		t.Errorf("waited %v", *pauses)
	}
	if own := (*pauses)[2]; own < time.Second || own > 2*time.Second {
		t.Errorf("waited %v by itself the third time", own)
	}
}

func TestRepeatsOnlyWhatMayBeDoneTwice(t *testing.T) {
	create := func(client *Client, editors ...api.RequestEditorFn) error {
		_, err := client.LabelsCreateWithResponse(t.Context(), api.V1LabelCreate{Key: "zone"}, editors...)
		return err
	}
	for name, one := range map[string]struct {
		status, requests int
		call             func(*Client) error
	}{
		"a creation that failed half-way": {503, 1, func(c *Client) error { return create(c) }},
		"a creation that was refused":     {429, 5, func(c *Client) error { return create(c) }},
		"a creation that the server knows again": {503, 5, func(c *Client) error {
			return create(c, func(_ context.Context, r *http.Request) error { r.Header.Set("Idempotency-Key", "k"); return nil })
		}},
		"a deletion": {503, 5, func(c *Client) error { _, err := c.LabelsDeleteWithResponse(t.Context(), "x"); return err }},
		"a change": {503, 1, func(c *Client) error {
			_, err := c.LabelsUpdateWithResponse(t.Context(), "x", api.V1LabelUpdate{Value: Clear[string]()})
			return err
		}},
		"what failed":       {500, 1, func(c *Client) error { _, err := c.LabelsGetWithResponse(t.Context(), "x"); return err }},
		"what is forbidden": {403, 1, func(c *Client) error { _, err := c.LabelsGetWithResponse(t.Context(), "x"); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			url, asked := serve(t, answer{status: one.status, header: map[string]string{"Retry-After": "1"}})
			client, _ := patient(t, url)
			if err := one.call(client); !hasStatus(err, one.status) {
				t.Errorf("got %v", err)
			}
			if len(*asked) != one.requests {
				t.Errorf("asked %d times", len(*asked))
			}
			// The body goes along every time.
			if last := (*asked)[len(*asked)-1]; last.method == http.MethodPost && last.body != `{"key":"zone"}` {
				t.Errorf("sent %s", last.body)
			}
		})
	}
}

func TestDoesNotWaitLongerThanItMay(t *testing.T) {
	url, asked := serve(t, answer{status: 429, header: map[string]string{"Retry-After": "61"}})
	client, pauses := patient(t, url)
	if _, err := client.LabelsGetWithResponse(t.Context(), "x"); !hasStatus(err, 429) || len(*asked) != 1 || len(*pauses) != 0 {
		t.Errorf("got %v after %d requests and %v", err, len(*asked), *pauses)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("a pause ends with %v", err)
	}
}

func TestTellsAFieldThatIsClearedFromOneThatIsLeftAlone(t *testing.T) {
	for want, update := range map[string]api.V1LabelUpdate{
		`{"key":"zone"}`:              {Key: Ptr("zone")},
		`{"key":"zone","value":null}`: {Key: Ptr("zone"), Value: Clear[string]()},
		`{"value":"b"}`:               {Value: Set("b")},
	} {
		if got, err := json.Marshal(update); err != nil || string(got) != want {
			t.Errorf("sends %s, %v", got, err)
		}
	}
}
