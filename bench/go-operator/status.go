package main

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func isPodReady(pod *corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func isPodLive(pod *corev1.Pod) bool {
	return pod.DeletionTimestamp == nil && pod.Status.Phase != corev1.PodSucceeded && pod.Status.Phase != corev1.PodFailed
}

// serviceStatusOf follows the pods directly, as ours does: it changes with the pod and not a controller later.
func serviceStatusOf(service *Service, version string, pods []corev1.Pod, isPresent bool) ServiceStatus {
	var ready, updated, updatedReady int32
	for i := range pods {
		pod := &pods[i]
		if pod.Labels[labelComponent] != service.Name || !isPodLive(pod) {
			continue
		}
		isUpdated := pod.Annotations[annotationTemplate] == version
		if isUpdated {
			updated++
		}
		if isPodReady(pod) {
			ready++
			if isUpdated {
				updatedReady++
			}
		}
	}
	wanted := wantedReplicas(service)
	status := ServiceStatus{
		Name: service.Name, Image: service.Image, Replicas: wanted, ReadyReplicas: min(ready, max(wanted, updatedReady)), UpdatedReplicas: updated,
	}
	switch {
	case updatedReady >= wanted:
		status.State = "Ready"
	case isPresent:
		status.State = "Progressing"
	default:
		status.State = "Pending"
	}
	if status.State != "Ready" {
		status.Message = fmt.Sprintf("Starting: %d of %d copies ready.", updatedReady, wanted)
	}
	return status
}

func conditionOf(isTrue bool, kind, reason, message string) metav1.Condition {
	status := metav1.ConditionFalse
	if isTrue {
		status = metav1.ConditionTrue
	}
	return metav1.Condition{Type: kind, Status: status, Reason: reason, Message: message}
}

// report fills in the status; it gives the conditions that are new or have another reason.
func report(root *UserDeployment, services []ServiceStatus, isRouted bool, domain string) []metav1.Condition {
	phase, reason, message := "Ready", "Ready", "The service is ready."
	for _, service := range services {
		if service.State != "Ready" {
			phase, reason, message = "Provisioning", "Progressing", service.Message
			break
		}
	}
	servicesReady := conditionOf(phase == "Ready", "ServicesReady", reason, message)
	ingress := conditionOf(true, "IngressReady", "Routed", "Every address is routed.")
	if !isRouted {
		ingress = conditionOf(false, "IngressReady", "Progressing", "Addresses are being routed.")
		if phase == "Ready" {
			phase, reason, message = "Provisioning", ingress.Reason, ingress.Message
		}
	}
	stated := []metav1.Condition{
		conditionOf(true, "Valid", "Valid", "The specification is valid."),
		servicesReady,
		ingress,
		conditionOf(phase == "Ready", "Ready", reason, message),
	}
	status := &root.Status
	var changed []metav1.Condition
	for _, condition := range stated {
		condition.ObservedGeneration = root.Generation
		before := meta.FindStatusCondition(status.Conditions, condition.Type)
		if before == nil || before.Status != condition.Status || before.Reason != condition.Reason {
			changed = append(changed, condition)
		}
		meta.SetStatusCondition(&status.Conditions, condition)
	}
	if status.Phase != phase || status.LastTransitionTime == nil {
		now := metav1.Now()
		status.LastTransitionTime = &now
	}
	status.Phase, status.Message, status.ObservedGeneration, status.Services = phase, message, root.Generation, services
	status.Ingresses = nil
	for index, entry := range root.Spec.Ingresses {
		host := hostOf(root, index, domain)
		status.Ingresses = append(status.Ingresses, IngressStatus{ID: entry.ID, Name: entry.Name, Host: host, URL: "http://" + host})
	}
	return changed
}
