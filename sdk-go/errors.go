package moorage

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Issue is one thing that is wrong with a request.
type Issue struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// Error is an answer of the server that is no success.
type Error struct {
	// Status is the HTTP status.
	Status int
	// Code is what programs branch on; empty where the answer is not one of the API's.
	Code string
	// Message is one sentence for people.
	Message string
	// RequestID is to be quoted when a problem is reported.
	RequestID string
	// Issues are the faults of a request by field, where the server names them.
	Issues []Issue
}

func (e *Error) Error() string {
	text := e.Message
	for _, issue := range e.Issues {
		if !strings.Contains(text, issue.Message) {
			text += fmt.Sprintf(" %s: %s.", issue.Path, strings.TrimSuffix(issue.Message, "."))
		}
	}
	if e.Code == "" {
		return fmt.Sprintf("%s (HTTP %d)", text, e.Status)
	}
	return fmt.Sprintf("%s (%s, HTTP %d)", text, e.Code, e.Status)
}

// body is an error of either plane: the application plane says `error` where the infrastructure plane says `message`.
type body struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	Error     string `json:"error"`
	RequestID string `json:"requestId"`
	Details   struct {
		Issues []Issue `json:"issues"`
	} `json:"details"`
}

func newError(response *http.Response, text []byte) *Error {
	failure := &Error{Status: response.StatusCode, RequestID: response.Header.Get("X-Request-Id")}
	var told body
	if json.Unmarshal(text, &told) == nil && told.Code != "" {
		failure.Code, failure.Issues = told.Code, told.Details.Issues
		failure.Message = told.Message
		if told.Error != "" {
			failure.Message = told.Error
		}
		if told.RequestID != "" {
			failure.RequestID = told.RequestID
		}
		return failure
	}
	failure.Message = strings.TrimSpace(string(text))
	if failure.Message == "" || len(failure.Message) > 500 {
		failure.Message = http.StatusText(response.StatusCode)
	}
	return failure
}

func hasStatus(err error, status int) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Status == status
}

// IsNotFound tells whether the server says that there is no such thing, or none that the client may see.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsConflict tells whether the server says that something is in the way: a name that is taken, or what still refers to it.
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict) }
