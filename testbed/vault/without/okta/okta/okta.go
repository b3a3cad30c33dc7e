// Package okta takes the place of a second factor at a vendor's.
package okta

import (
	"context"
	"net/http"

	"github.com/okta/okta-sdk-golang/v2/okta/query"
)

type (
	Option     func()
	Factor     interface{ IsUserFactorInstance() bool }
	UserFactor struct{ Id, FactorType string }
	User       struct{ Id string }

	VerifyFactorRequest      struct{}
	VerifyUserFactorResponse struct {
		FactorResult string
		Links        interface{}
	}

	Users    struct{}
	Factors  struct{}
	Executor struct{}
	Client   struct {
		User       Users
		UserFactor Factors
	}
)

func NewClient(context.Context, ...Option) (context.Context, *Client, error) {
	panic("not in the testbed")
}

func WithToken(string) Option  { return nil }
func WithOrgUrl(string) Option { return nil }
func WithCache(bool) Option    { return nil }

func (*UserFactor) IsUserFactorInstance() bool { return true }

func (Users) ListUsers(context.Context, *query.Params) ([]*User, any, error) { return nil, nil, nil }

func (Factors) ListFactors(context.Context, string) ([]Factor, any, error) { return nil, nil, nil }

func (Factors) VerifyFactor(context.Context, string, string, VerifyFactorRequest, Factor, *query.Params) (*VerifyUserFactorResponse, any, error) {
	return nil, nil, nil
}

func (*Client) CloneRequestExecutor() *Executor                         { return nil }
func (e *Executor) WithAccept(string) *Executor                         { return e }
func (e *Executor) WithContentType(string) *Executor                    { return e }
func (*Executor) NewRequest(string, string, any) (*http.Request, error) { return nil, nil }
func (*Executor) Do(context.Context, *http.Request, any) (any, error)   { return nil, nil }
