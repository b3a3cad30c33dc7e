package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/fields"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

type kind struct {
	groupVersion schema.GroupVersion
	apiPath      string
	resource     string
	contentType  string
	example      apiruntime.Object
}

var kinds = map[string]kind{
	"pods":            {corev1.SchemeGroupVersion, "/api", "pods", "application/vnd.kubernetes.protobuf", &corev1.Pod{}},
	"userdeployments": {groupVersion, "/apis", "userdeployments", "application/json", &UserDeployment{}},
}

func informerScheme() (*apiruntime.Scheme, error) {
	scheme := apiruntime.NewScheme()
	addToScheme(scheme)
	return scheme, corev1.AddToScheme(scheme)
}

func clientFor(kubeconfig string, of kind) (*rest.RESTClient, error) {
	scheme, err := informerScheme()
	if err != nil {
		return nil, err
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.GroupVersion = &of.groupVersion
	config.APIPath = of.apiPath
	config.ContentType = of.contentType
	config.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion()
	return rest.RESTClientFor(config)
}

func withoutManagedFields(object any) (any, error) {
	if accessor, err := meta.Accessor(object); err == nil {
		accessor.SetManagedFields(nil)
	}
	return object, nil
}

// runInformer holds everything of one kind in one namespace, says `synced <objects> <bytes of live heap>` after a collection, and
// ends with its standard input.
func runInformer(args []string) error {
	flags := flag.NewFlagSet("informer", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "kubeconfig file")
	resource := flags.String("resource", "pods", "pods or userdeployments")
	namespace := flags.String("namespace", "", "namespace; all when empty")
	trim := flags.Bool("trim", false, "drop managedFields before an object is kept")
	_ = flags.Parse(args)
	of, isKnown := kinds[*resource]
	if !isKnown {
		return fmt.Errorf("no such resource: %s", *resource)
	}
	client, err := clientFor(*kubeconfig, of)
	if err != nil {
		return err
	}
	source := cache.NewListWatchFromClient(client, of.resource, *namespace, fields.Everything())
	informer := cache.NewSharedIndexInformer(source, of.example, 0, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	if *trim {
		if err := informer.SetTransform(withoutManagedFields); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go informer.Run(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return errors.New("the informer did not sync")
	}
	runtime.GC()
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Printf("synced %d %d\n", len(informer.GetStore().ListKeys()), stats.HeapAlloc)
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	return nil
}
