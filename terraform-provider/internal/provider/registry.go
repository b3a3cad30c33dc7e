package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var resources = []func() resource.Resource{
	sshKey, server, credential, domain, recordSet, loadBalancer, label, annotation, taint,
	nodePool, poolServers, poolLabels, poolAnnotations, poolTaints,
	cluster, clusterDomain, clusterRecord, clusterAppsBalancer, clusterGlueOpsBalancer, clusterBastion, clusterPools, clusterMetadata, clusterKubeconfig,
	team, template, deployment, secretResource, orgSecret, apiKey, orgKey,
}

var dataSources = []func() datasource.DataSource{
	sshKeys, sshKeyDownload, credentialSource, servers, loadBalancers, labels, annotations, taints, nodePoolSource, domains, recordSets, clusters,
}
