// Command vault is the keeper of secrets of the testbed: the core and the HTTP API of a stock Vault, which speaks as OpenBao does,
// with everything in memory and with the few engines that we use. `vault <address> <file>` serves there, initialized and unsealed;
// what is in the file becomes a root token. Mounted are kv (version 2) at secret/, transit/, and the logins approle/ and kubernetes/.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	_ "unsafe" // for the name of another package's variable

	"github.com/hashicorp/go-hclog"
	kubeauth "github.com/hashicorp/vault-plugin-auth-kubernetes"
	"github.com/hashicorp/vault-plugin-secrets-kv"
	"github.com/hashicorp/vault/audit"
	"github.com/hashicorp/vault/builtin/credential/approle"
	"github.com/hashicorp/vault/builtin/logical/transit"
	"github.com/hashicorp/vault/helper/namespace"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/internalshared/configutil"
	"github.com/hashicorp/vault/sdk/framework"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/inmem"
	"github.com/hashicorp/vault/vault"
)

var (
	engines = map[string]logical.Factory{"kv": kv.Factory, "transit": newTransit}
	logins  = map[string]logical.Factory{"approle": approle.Factory, "kubernetes": kubeauth.Factory}
)

// newTransit leaves out a creation that nothing tells from an update: the published sdk, which is newer, panics at it.
func newTransit(ctx context.Context, conf *logical.BackendConfig) (logical.Backend, error) {
	engine, err := transit.Backend(ctx, conf)
	if err != nil {
		return nil, err
	}
	for _, path := range engine.Paths {
		if path.ExistenceCheck == nil {
			delete(path.Operations, logical.CreateOperation)
			delete(path.Callbacks, logical.CreateOperation)
		}
	}
	return engine, engine.Setup(ctx, conf)
}

// The core adds the paths of what it does not have, to refuse them by name; the same is wrong with them.
//
//go:linkname entPaths github.com/hashicorp/vault/vault.entPaths
var entPaths func(*vault.SystemBackend) []*framework.Path

func init() {
	entPaths = func(*vault.SystemBackend) []*framework.Path { return nil }
}

// builtins is the catalogue that the core asks about the above.
type builtins struct{}

func (builtins) find(name string, kind consts.PluginType) (logical.Factory, bool) {
	from := map[consts.PluginType]map[string]logical.Factory{consts.PluginTypeSecrets: engines, consts.PluginTypeCredential: logins}
	factory, ok := from[kind][name]
	return factory, ok
}

func (b builtins) Contains(name string, kind consts.PluginType) bool {
	_, ok := b.find(name, kind)
	return ok
}

func (b builtins) Get(name string, kind consts.PluginType) (func() (interface{}, error), bool) {
	factory, ok := b.find(name, kind)
	return func() (interface{}, error) { return factory, nil }, ok
}

func (builtins) Keys(kind consts.PluginType) []string {
	names := []string{}
	for _, name := range []string{"kv", "transit", "approle", "kubernetes"} {
		if (builtins{}).Contains(name, kind) {
			names = append(names, name)
		}
	}
	return names
}

func (b builtins) DeprecationStatus(name string, kind consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, b.Contains(name, kind)
}

func (builtins) IsBuiltinEntPlugin(string, consts.PluginType) bool { return false }

// open makes a core, initialized and unsealed, and says what its first token is.
func open(ctx context.Context) (*vault.Core, string, error) {
	logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Warn, Output: os.Stderr})
	storage, err := inmem.NewInmem(nil, logger)
	if err != nil {
		return nil, "", err
	}
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:           storage,
		Logger:             logger,
		DisableMlock:       true,
		BuiltinRegistry:    builtins{},
		LogicalBackends:    engines,
		CredentialBackends: logins,
		AuditBackends:      map[string]audit.Factory{},
	})
	if err != nil {
		return nil, "", err
	}
	once := &vault.SealConfig{SecretShares: 1, SecretThreshold: 1}
	made, err := core.Initialize(ctx, &vault.InitParams{BarrierConfig: once, RecoveryConfig: &vault.SealConfig{}})
	if err != nil {
		return nil, "", err
	}
	_, err = core.Unseal(made.SecretShares[0])
	return core, made.RootToken, err
}

func setUp(ctx context.Context, core *vault.Core, first, token string) error {
	mount := func(kind string, options map[string]string) map[string]interface{} {
		return map[string]interface{}{"type": kind, "options": options}
	}
	for _, step := range []struct {
		path string
		data map[string]interface{}
	}{
		{"sys/mounts/secret", mount("kv", map[string]string{"version": "2"})},
		{"sys/mounts/transit", mount("transit", nil)},
		{"sys/auth/approle", mount("approle", nil)},
		{"sys/auth/kubernetes", mount("kubernetes", nil)},
		{"auth/token/create", map[string]interface{}{"id": token, "policies": []string{"root"}, "no_parent": true}},
	} {
		request := &logical.Request{Operation: logical.UpdateOperation, ClientToken: first, Path: step.path, Data: step.data}
		answer, err := core.HandleRequest(ctx, request)
		if err != nil || answer.IsError() {
			return fmt.Errorf("%s: %w %v", step.path, err, answer)
		}
	}
	return nil
}

func serve(address, tokenFile string) error {
	token, err := os.ReadFile(tokenFile)
	if err != nil {
		return err
	}
	ctx := namespace.RootContext(context.Background())
	core, first, err := open(ctx)
	if err != nil {
		return err
	}
	if err := setUp(ctx, core, first, string(token)); err != nil {
		return err
	}
	properties := &vault.HandlerProperties{Core: core, ListenerConfig: &configutil.Listener{}}
	return http.ListenAndServe(address, vaulthttp.Handler.Handler(properties))
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: vault 127.0.0.1:8200 token-file")
		os.Exit(2)
	}
	fmt.Fprintln(os.Stderr, serve(os.Args[1], os.Args[2]))
	os.Exit(1)
}
