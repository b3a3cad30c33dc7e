package main

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// The part of the API that the benchmarks use; no field of their objects is missing, so that caches of both sides hold the same.

var groupVersion = schema.GroupVersion{Group: "moorage.dev", Version: "v1alpha1"}

type UserDeployment struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   Spec   `json:"spec,omitempty"`
	Status Status `json:"status,omitempty"`
}

type UserDeploymentList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []UserDeployment `json:"items"`
}

type Spec struct {
	UserID                  string        `json:"userId,omitempty"`
	OrgID                   string        `json:"orgId,omitempty"`
	TeamID                  string        `json:"teamId,omitempty"`
	DisplayName             string        `json:"displayName,omitempty"`
	Template                string        `json:"template,omitempty"`
	Tier                    string        `json:"tier,omitempty"`
	Visibility              string        `json:"visibility,omitempty"`
	Paused                  bool          `json:"paused,omitempty"`
	ProgressDeadlineSeconds *int32        `json:"progressDeadlineSeconds,omitempty"`
	Services                []Service     `json:"services"`
	Ingresses               []IngressSpec `json:"ingresses,omitempty"`
}

type Service struct {
	Name                          string        `json:"name"`
	Image                         string        `json:"image"`
	Replicas                      *int32        `json:"replicas,omitempty"`
	Ports                         []ServicePort `json:"ports,omitempty"`
	Env                           []EnvVar      `json:"env,omitempty"`
	Resources                     *Resources    `json:"resources,omitempty"`
	HealthCheckPath               string        `json:"healthCheckPath,omitempty"`
	TerminationGracePeriodSeconds *int64        `json:"terminationGracePeriodSeconds,omitempty"`
}

type ServicePort struct {
	Name          string `json:"name"`
	ContainerPort int32  `json:"containerPort"`
	Protocol      string `json:"protocol,omitempty"`
}

type EnvVar struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type Resources struct {
	Requests map[string]string `json:"requests,omitempty"`
	Limits   map[string]string `json:"limits,omitempty"`
}

type IngressSpec struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Service string `json:"service"`
	Port    int32  `json:"port"`
}

type Status struct {
	Phase              string             `json:"phase,omitempty"`
	Message            string             `json:"message,omitempty"`
	ObservedGeneration int64              `json:"observedGeneration,omitempty"`
	Services           []ServiceStatus    `json:"services,omitempty"`
	Ingresses          []IngressStatus    `json:"ingresses,omitempty"`
	Conditions         []metav1.Condition `json:"conditions,omitempty"`
	LastTransitionTime *metav1.Time       `json:"lastTransitionTime,omitempty"`
}

type ServiceStatus struct {
	Name            string `json:"name"`
	Image           string `json:"image"`
	Replicas        int32  `json:"replicas"`
	ReadyReplicas   int32  `json:"readyReplicas"`
	UpdatedReplicas int32  `json:"updatedReplicas"`
	State           string `json:"state"`
	Message         string `json:"message,omitempty"`
}

type IngressStatus struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Host string `json:"host"`
	URL  string `json:"url"`
}

func addToScheme(scheme *runtime.Scheme) {
	scheme.AddKnownTypes(groupVersion, &UserDeployment{}, &UserDeploymentList{})
	metav1.AddToGroupVersion(scheme, groupVersion)
}

func copyOf[T any](value *T) *T {
	if value == nil {
		return nil
	}
	copied := *value
	return &copied
}

func copyMap(from map[string]string) map[string]string {
	if from == nil {
		return nil
	}
	to := make(map[string]string, len(from))
	for key, value := range from {
		to[key] = value
	}
	return to
}

func (in *UserDeployment) copyInto(out *UserDeployment) {
	*out = *in
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	out.Spec.ProgressDeadlineSeconds = copyOf(in.Spec.ProgressDeadlineSeconds)
	out.Spec.Ingresses = slices.Clone(in.Spec.Ingresses)
	out.Spec.Services = slices.Clone(in.Spec.Services)
	for i := range out.Spec.Services {
		service := &out.Spec.Services[i]
		service.Replicas = copyOf(service.Replicas)
		service.TerminationGracePeriodSeconds = copyOf(service.TerminationGracePeriodSeconds)
		service.Ports = slices.Clone(service.Ports)
		service.Env = slices.Clone(service.Env)
		if service.Resources != nil {
			service.Resources = &Resources{copyMap(service.Resources.Requests), copyMap(service.Resources.Limits)}
		}
	}
	out.Status.Services = slices.Clone(in.Status.Services)
	out.Status.Ingresses = slices.Clone(in.Status.Ingresses)
	out.Status.Conditions = slices.Clone(in.Status.Conditions)
	out.Status.LastTransitionTime = in.Status.LastTransitionTime.DeepCopy()
}

func (in *UserDeployment) DeepCopy() *UserDeployment {
	out := new(UserDeployment)
	in.copyInto(out)
	return out
}

func (in *UserDeployment) DeepCopyObject() runtime.Object { return in.DeepCopy() }

func (in *UserDeploymentList) DeepCopyObject() runtime.Object {
	out := &UserDeploymentList{TypeMeta: in.TypeMeta, Items: make([]UserDeployment, len(in.Items))}
	in.ListMeta.DeepCopyInto(&out.ListMeta)
	for i := range in.Items {
		in.Items[i].copyInto(&out.Items[i])
	}
	return out
}
