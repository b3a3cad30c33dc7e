package moorage

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	firstPause   = 500 * time.Millisecond
	longestPause = 15 * time.Second
	// No error of ours is longer, and nobody wants to read more of one that is not ours.
	errorLimit = 1 << 20
)

// transport sends requests as its identity, repeats those that the server could not take now, and turns failures into errors.
type transport struct {
	settings *settings
	client   *http.Client
	now      func() time.Time
	sleep    func(context.Context, time.Duration) error
}

func newTransport(s *settings) *transport {
	client := *s.httpClient
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &transport{settings: s, client: &client, now: time.Now, sleep: sleep}
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (t *transport) identify(header http.Header) {
	s := t.settings
	agent := "moorage-sdk-go/" + Version
	if s.userAgent != "" {
		agent = s.userAgent + " " + agent
	}
	header.Set("User-Agent", agent)
	switch {
	case s.orgKey != "":
		header.Set("X-ORG-KEY", s.orgKey)
		header.Set("X-ORG-SECRET", s.orgSecret)
		return
	case s.bearerToken != "":
		header.Set("Authorization", "Bearer "+s.bearerToken)
	default:
		header.Set("X-API-KEY", s.apiKey)
	}
	if s.orgID != "" {
		header.Set("X-Org-ID", s.orgID)
	}
}

// mayRepeat tells whether the request can be sent again after this answer. Too many requests (429) are refused before anything is done;
// after 503 only what is the same when done twice.
func mayRepeat(request *http.Request, status int) bool {
	if request.Body != nil && request.GetBody == nil {
		return false
	}
	if status == http.StatusTooManyRequests {
		return true
	}
	if status != http.StatusServiceUnavailable {
		return false
	}
	switch request.Method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete:
		return true
	}
	return request.Header.Get("Idempotency-Key") != ""
}

// pauseFor is what the server asks for, or a growing time by chance, so that clients that were refused together do not come back together.
func (t *transport) pauseFor(attempt int, header http.Header) time.Duration {
	asked := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(asked); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(asked); err == nil {
		return max(0, at.Sub(t.now()))
	}
	ceiling := min(longestPause, firstPause<<attempt)
	return ceiling/2 + rand.N(ceiling/2)
}

// again sends the request once more with a body from its beginning.
func again(request *http.Request) (*http.Request, error) {
	repeated := request.Clone(request.Context())
	if request.GetBody != nil {
		body, err := request.GetBody()
		if err != nil {
			return nil, err
		}
		repeated.Body = body
	}
	return repeated, nil
}

// Do is what the generated client sends its requests by.
func (t *transport) Do(request *http.Request) (*http.Response, error) {
	t.identify(request.Header)
	for attempt := 0; ; attempt++ {
		response, err := t.client.Do(request)
		if err != nil {
			return nil, err
		}
		if response.StatusCode < 300 {
			return response, nil
		}
		failure, err := failureOf(response)
		if err != nil {
			return nil, err
		}
		pause := t.pauseFor(attempt, response.Header)
		if attempt >= t.settings.retries || pause > t.settings.maxWait || !mayRepeat(request, response.StatusCode) {
			return nil, failure
		}
		if err := t.sleep(request.Context(), pause); err != nil {
			return nil, errors.Join(failure, err)
		}
		if request, err = again(request); err != nil {
			return nil, errors.Join(failure, err)
		}
	}
}

func failureOf(response *http.Response) (*Error, error) {
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, errorLimit))
	if err != nil {
		return nil, err
	}
	return newError(response, body), nil
}
