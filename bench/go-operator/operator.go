package main

import (
	"context"
	"errors"
	"flag"
	"net/http"

	"go.uber.org/zap/zapcore"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

const (
	finalizer    = "moorage.dev/userdeployment-cleanup"
	fieldManager = "moorage-operator"
	rootIndex    = "root"
	// As in ours: packages/kube/src/client/client.ts and packages/kube/src/runtime/controller.ts.
	queriesPerSecond = 300
	burst            = 600
	concurrency      = 4
)

type reconciler struct {
	client.Client
	events record.EventRecorder
	domain string
}

// Reconcile brings one UserDeployment to what its spec says and its status to what is.
func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var root UserDeployment
	if err := r.Get(ctx, request.NamespacedName, &root); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if isSettled, err := r.keepFinalizer(ctx, &root); err != nil || isSettled {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	return ctrl.Result{}, r.converge(ctx, &root)
}

// keepFinalizer adds it to a new object and takes it from one that is deleted, whose parts the garbage collector removes.
func (r *reconciler) keepFinalizer(ctx context.Context, root *UserDeployment) (isSettled bool, err error) {
	isDeleted := !root.DeletionTimestamp.IsZero()
	before := root.DeepCopy()
	isChanged := false
	if isDeleted {
		isChanged = controllerutil.RemoveFinalizer(root, finalizer)
	} else {
		isChanged = controllerutil.AddFinalizer(root, finalizer)
	}
	if !isChanged {
		return isDeleted, nil
	}
	return isDeleted, r.Patch(ctx, root, client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{}), client.FieldOwner(fieldManager))
}

func (r *reconciler) converge(ctx context.Context, root *UserDeployment) error {
	var pods corev1.PodList
	if err := r.List(ctx, &pods, client.InNamespace(root.Namespace), client.MatchingFields{rootIndex: root.Name}); err != nil {
		return err
	}
	ensure := func(wanted desired, isPresent *bool) error {
		found, err := r.ensure(ctx, root.Namespace, wanted)
		if isPresent != nil {
			*isPresent = *isPresent && found
		}
		return err
	}
	errs := []error{ensure(desiredServiceAccount(root), nil), ensure(desiredNetworkPolicy(root), nil)}
	statuses := make([]ServiceStatus, 0, len(root.Spec.Services))
	for i := range root.Spec.Services {
		service := &root.Spec.Services[i]
		template, version := templateOf(root, service)
		hasDeployment := true
		errs = append(errs, ensure(desiredService(root, service), nil), ensure(desiredDeployment(root, service, template), &hasDeployment))
		statuses = append(statuses, serviceStatusOf(service, version, pods.Items, hasDeployment))
	}
	isRouted := true
	for i := range root.Spec.Ingresses {
		errs = append(errs, ensure(desiredIngress(root, i, r.domain), &isRouted))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return r.writeStatus(ctx, root, statuses, isRouted)
}

// ensure applies what is absent and what we want differently than last time; it says whether the cache had the object.
func (r *reconciler) ensure(ctx context.Context, namespace string, wanted desired) (bool, error) {
	err := r.Get(ctx, types.NamespacedName{Namespace: namespace, Name: wanted.name}, wanted.present)
	if client.IgnoreNotFound(err) != nil {
		return false, err
	}
	isPresent := err == nil
	if isPresent && wanted.present.GetAnnotations()[annotationFingerprint] == wanted.fingerprint {
		return true, nil
	}
	return isPresent, r.Apply(ctx, wanted.config, client.FieldOwner(fieldManager), client.ForceOwnership)
}

func (r *reconciler) writeStatus(ctx context.Context, root *UserDeployment, services []ServiceStatus, isRouted bool) error {
	before := root.DeepCopy()
	changed := report(root, services, isRouted, r.domain)
	if equality.Semantic.DeepEqual(before.Status, root.Status) {
		return nil
	}
	if err := r.Status().Patch(ctx, root, client.MergeFrom(before), client.FieldOwner(fieldManager)); err != nil {
		if apierrors.IsNotFound(err) {
			return nil
		}
		return err
	}
	seen := map[string]bool{}
	for _, condition := range changed {
		if !seen[condition.Reason] {
			seen[condition.Reason] = true
			r.events.Event(root, corev1.EventTypeNormal, condition.Reason, condition.Message)
		}
	}
	return nil
}

func rootOf(_ context.Context, object client.Object) []reconcile.Request {
	name := object.GetLabels()[labelInstance]
	if name == "" {
		return nil
	}
	return []reconcile.Request{{NamespacedName: types.NamespacedName{Namespace: object.GetNamespace(), Name: name}}}
}

// withoutSpec keeps what is read of a pod, as ours does.
func withoutSpec(object any) (any, error) {
	if pod, isPod := object.(*corev1.Pod); isPod {
		pod.ManagedFields, pod.Spec = nil, corev1.PodSpec{}
	}
	return object, nil
}

func cacheOptions() cache.Options {
	ours := cache.ByObject{Label: labels.SelectorFromSet(labels.Set{labelManagedBy: managedBy})}
	pods := ours
	pods.Transform = withoutSpec
	return cache.Options{
		DefaultTransform: cache.TransformStripManagedFields(),
		ByObject: map[client.Object]cache.ByObject{
			&corev1.ServiceAccount{}:      ours,
			&corev1.Service{}:             ours,
			&appsv1.Deployment{}:          ours,
			&networkingv1.Ingress{}:       ours,
			&networkingv1.NetworkPolicy{}: ours,
			&corev1.Pod{}:                 pods,
		},
	}
}

func newManager(kubeconfig, healthAddress string) (ctrl.Manager, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst, config.UserAgent = queriesPerSecond, burst, "bench-go-operator"
	scheme := runtime.NewScheme()
	addToScheme(scheme)
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return nil, err
	}
	return ctrl.NewManager(config, ctrl.Options{
		Scheme:                 scheme,
		Cache:                  cacheOptions(),
		Metrics:                metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress: healthAddress,
	})
}

func setUp(manager ctrl.Manager, domain string) error {
	index := func(object client.Object) []string { return []string{object.GetLabels()[labelInstance]} }
	if err := manager.GetFieldIndexer().IndexField(context.Background(), &corev1.Pod{}, rootIndex, index); err != nil {
		return err
	}
	isSynced := func(request *http.Request) error {
		if !manager.GetCache().WaitForCacheSync(request.Context()) {
			return errors.New("the caches have not synced")
		}
		return nil
	}
	if err := manager.AddReadyzCheck("caches", isSynced); err != nil {
		return err
	}
	return ctrl.NewControllerManagedBy(manager).
		Named("userdeployment").
		For(&UserDeployment{}).
		Owns(&corev1.ServiceAccount{}).
		Owns(&corev1.Service{}).
		Owns(&appsv1.Deployment{}).
		Owns(&networkingv1.Ingress{}).
		Owns(&networkingv1.NetworkPolicy{}).
		Watches(&corev1.Pod{}, handler.EnqueueRequestsFromMapFunc(rootOf)).
		WithOptions(controller.Options{MaxConcurrentReconciles: concurrency}).
		Complete(&reconciler{manager.GetClient(), manager.GetEventRecorderFor(fieldManager), domain})
}

func runOperator(args []string) error {
	flags := flag.NewFlagSet("operator", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "kubeconfig file")
	healthAddress := flags.String("health-probe-bind-address", "0", "address of the health listener")
	domain := flags.String("deployment-domain", "example.com", "domain of ingress hosts")
	_ = flags.Parse(args)
	ctrl.SetLogger(zap.New(zap.Level(zapcore.WarnLevel)))
	manager, err := newManager(*kubeconfig, *healthAddress)
	if err != nil {
		return err
	}
	if err := setUp(manager, *domain); err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}
