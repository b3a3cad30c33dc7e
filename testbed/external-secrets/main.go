// Command external-secrets runs the controllers of the External Secrets Operator that fill Secrets from a Vault, and no others:
// `external-secrets <kubeconfig>` until it is ended. `external-secrets definitions` prints what a cluster has to know for it.
package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"time"

	"github.com/go-logr/logr"
	"github.com/go-logr/logr/funcr"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/yaml"

	esv1 "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	esv1alpha1 "github.com/external-secrets/external-secrets/apis/externalsecrets/v1alpha1"
	genv1alpha1 "github.com/external-secrets/external-secrets/apis/generators/v1alpha1"
	"github.com/external-secrets/external-secrets/pkg/controllers/common"
	"github.com/external-secrets/external-secrets/pkg/controllers/externalsecret"
	"github.com/external-secrets/external-secrets/pkg/controllers/externalsecret/esmetrics"
	ctrlmetrics "github.com/external-secrets/external-secrets/pkg/controllers/metrics"
	"github.com/external-secrets/external-secrets/pkg/controllers/secretstore"
	"github.com/external-secrets/external-secrets/pkg/controllers/secretstore/cssmetrics"
	"github.com/external-secrets/external-secrets/pkg/controllers/secretstore/ssmetrics"
)

const class = "default"

// What comes with the module, see lay-out.mjs.
//
//go:embed definitions/*.yaml
var definitions embed.FS

// printDefinitions prints one JSON document a line.
func printDefinitions() error {
	entries, err := definitions.ReadDir("definitions")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		text, err := definitions.ReadFile("definitions/" + entry.Name())
		if err != nil {
			return err
		}
		document, err := yaml.YAMLToJSON(text)
		if err != nil {
			return err
		}
		fmt.Println(string(document))
	}
	return nil
}

func options() controller.Options {
	return controller.Options{MaxConcurrentReconciles: 4, RateLimiter: ctrlcommon.BuildRateLimiter()}
}

func newScheme() (*runtime.Scheme, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		clientgoscheme.AddToScheme, esv1.AddToScheme, esv1alpha1.AddToScheme, genv1alpha1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	return scheme, nil
}

// untilDefined waits for kinds that were defined a moment ago: a server serves them before its discovery tells of them, and controllers
// that are set up in between end with an error, which a kubelet would answer by starting them again.
func untilDefined(config *rest.Config) error {
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	for _, kind := range []string{"ExternalSecret", "SecretStore", "ClusterSecretStore"} {
		isDefined := func(context.Context) (bool, error) {
			mapper, err := apiutil.NewDynamicRESTMapper(config, client)
			if err != nil {
				return false, err
			}
			_, err = mapper.RESTMapping(schema.GroupKind{Group: esv1.Group, Kind: kind}, esv1.Version)
			if meta.IsNoMatchError(err) {
				return false, nil
			}
			return err == nil, err
		}
		if err := wait.PollUntilContextTimeout(context.Background(), 200*time.Millisecond, time.Minute, true, isDefined); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

// newManager takes the kubeconfig by its environment variable, as the provider of Vault does by itself.
func newManager(kubeconfig string) (ctrl.Manager, error) {
	if err := os.Setenv(clientcmd.RecommendedConfigPathEnvVar, kubeconfig); err != nil {
		return nil, err
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return nil, err
	}
	if err := untilDefined(config); err != nil {
		return nil, err
	}
	scheme, err := newScheme()
	if err != nil {
		return nil, err
	}
	return ctrl.NewManager(config, ctrl.Options{Scheme: scheme, Metrics: server.Options{BindAddress: "0"}})
}

func addControllers(manager ctrl.Manager, log logr.Logger) error {
	ctrlmetrics.SetUpLabelNames(false)
	esmetrics.SetUpMetrics()
	ssmetrics.SetUpMetrics()
	cssmetrics.SetUpMetrics()
	secrets, err := ctrlcommon.BuildManagedSecretClient(manager, "")
	if err != nil {
		return err
	}
	stores := &secretstore.StoreReconciler{
		Client: manager.GetClient(), Log: log, Scheme: manager.GetScheme(), ControllerClass: class, RequeueInterval: time.Minute,
	}
	if err := stores.SetupWithManager(manager, options()); err != nil {
		return err
	}
	clusterStores := &secretstore.ClusterStoreReconciler{
		Client: manager.GetClient(), Log: log, Scheme: manager.GetScheme(), ControllerClass: class, RequeueInterval: time.Minute,
	}
	if err := clusterStores.SetupWithManager(manager, options()); err != nil {
		return err
	}
	externalSecrets := &externalsecret.Reconciler{
		Client: manager.GetClient(), SecretClient: secrets, Log: log, Scheme: manager.GetScheme(), RestConfig: manager.GetConfig(),
		ControllerClass: class, RequeueInterval: time.Hour, ClusterSecretStoreEnabled: true, EnableFloodGate: true,
	}
	return externalSecrets.SetupWithManager(manager, options())
}

func run(kubeconfig string) error {
	log := funcr.New(func(_, text string) { fmt.Fprintln(os.Stderr, text) }, funcr.Options{})
	ctrl.SetLogger(log)
	manager, err := newManager(kubeconfig)
	if err != nil {
		return err
	}
	if err := addControllers(manager, log); err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: external-secrets kubeconfig|definitions")
		os.Exit(2)
	}
	work := func() error { return run(os.Args[1]) }
	if os.Args[1] == "definitions" {
		work = printDefinitions
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
