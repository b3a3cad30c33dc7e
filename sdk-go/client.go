package moorage

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"moorage.dev/sdk-go/api"
)

// Version is the version of this module, which the client names in its User-Agent.
const Version = "0.1.0"

// Client is a client of one server as one identity. It may be used by several goroutines at once.
type Client struct {
	*api.ClientWithResponses
}

type settings struct {
	orgID, apiKey, orgKey, orgSecret, bearerToken, userAgent string
	httpClient                                               *http.Client
	retries                                                  int
	maxWait                                                  time.Duration
}

// Option is a setting of a client.
type Option func(*settings)

// WithAPIKey authenticates with a key of a user or a key with scopes.
func WithAPIKey(key string) Option { return func(s *settings) { s.apiKey = key } }

// WithOrgKey authenticates as a machine of an organization, with both halves of its key.
func WithOrgKey(key, secret string) Option {
	return func(s *settings) { s.orgKey, s.orgSecret = key, secret }
}

// WithBearerToken authenticates with an access token.
func WithBearerToken(token string) Option { return func(s *settings) { s.bearerToken = token } }

// WithOrgID chooses the organization that requests are about. A user with one organization needs none, and the key of an
// organization is about that one always.
func WithOrgID(id string) Option { return func(s *settings) { s.orgID = id } }

// WithUserAgent puts the name of a program before that of this module.
func WithUserAgent(name string) Option { return func(s *settings) { s.userAgent = name } }

// WithHTTPClient takes another HTTP client than one with a deadline of 60 seconds for each request. Redirects are never followed:
// the API has none, and keys would go along.
func WithHTTPClient(client *http.Client) Option { return func(s *settings) { s.httpClient = client } }

// WithRetries says how often a request is repeated (4 times unless told), and how long one pause may be (60 seconds). A server that asks for
// a longer one is not asked again.
func WithRetries(times int, maxWait time.Duration) Option {
	return func(s *settings) { s.retries, s.maxWait = times, maxWait }
}

// baseOf is the origin of the server: clients of the infrastructure plane are used to naming its path as well.
func baseOf(text string) (string, error) {
	base, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return "", fmt.Errorf("the address of the server: %w", err)
	}
	if (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" || base.RawQuery != "" || base.Fragment != "" {
		return "", fmt.Errorf("the address of the server is no http or https address: %q", text)
	}
	if base.User != nil {
		return "", errors.New("the address of the server has a password in it; pass a key in its place")
	}
	trimmed := strings.TrimRight(base.Path, "/")
	for _, suffix := range []string{"/api/v1", "/api"} {
		trimmed = strings.TrimSuffix(trimmed, suffix)
	}
	base.Path = trimmed
	return base.String(), nil
}

func (s *settings) check() error {
	if (s.orgKey == "") != (s.orgSecret == "") {
		return errors.New("the key of an organization has two halves: pass its key and its secret")
	}
	ways := 0
	for _, one := range []string{s.apiKey, s.orgKey, s.bearerToken} {
		if one != "" {
			ways++
		}
	}
	if ways != 1 {
		return errors.New("authenticate in one way: by an API key, the key of an organization with its secret, or a bearer token")
	}
	return nil
}

// NewClient makes a client of the server at an address such as https://moorage.example.com. Exactly one way to authenticate has to be
// among the options.
func NewClient(baseURL string, options ...Option) (*Client, error) {
	chosen := &settings{httpClient: &http.Client{Timeout: time.Minute}, retries: 4, maxWait: time.Minute}
	for _, option := range options {
		option(chosen)
	}
	if err := chosen.check(); err != nil {
		return nil, err
	}
	base, err := baseOf(baseURL)
	if err != nil {
		return nil, err
	}
	generated, err := api.NewClientWithResponses(base, api.WithHTTPClient(newTransport(chosen)))
	if err != nil {
		return nil, err
	}
	return &Client{ClientWithResponses: generated}, nil
}
