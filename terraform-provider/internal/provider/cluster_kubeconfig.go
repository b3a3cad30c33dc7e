package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"moorage.dev/sdk-go/api"
)

type clusterKubeconfigModel struct {
	base
	ClusterID  types.String `tfsdk:"cluster_id"`
	Kubeconfig types.String `tfsdk:"kubeconfig"`
	Server     types.String `tfsdk:"server"`
}

// fill forgets a kubeconfig that leads elsewhere than the present one, so that the next plan sets it again.
func (m *clusterKubeconfigModel) fill(told *api.V1Cluster, isOurs bool) error {
	server := types.StringPointerValue(told.KubeconfigServer)
	if server.IsNull() {
		return missing("kubeconfig")
	}
	if !isOurs && !m.Server.IsNull() && !m.Server.Equal(server) {
		m.Kubeconfig = types.StringNull()
	}
	m.ID, m.ClusterID, m.Server = text(told.ID), text(told.ID), server
	return nil
}

func (m *clusterKubeconfigModel) set(ctx context.Context, s *session) error {
	wanted := api.V1ClusterKubeconfig{Kubeconfig: m.Kubeconfig.ValueString()}
	kept, err := s.ClustersSetKubeconfigWithResponse(ctx, m.ClusterID.ValueString(), wanted)
	if err != nil {
		return err
	}
	return m.fill(kept.JSON200, true)
}

var clusterKubeconfig = of(kind[clusterKubeconfigModel, *clusterKubeconfigModel]{
	name: "cluster_kubeconfig", noun: "kubeconfig of the cluster", imported: ofCluster,
	about: "How the platform reaches a cluster. It is never read back, so what was set here is kept in the state, and an import sets it anew.",
	attributes: map[string]schema.Attribute{
		"cluster_id": required("The cluster; also what an import is given.", replace),
		"kubeconfig": secret(required("One context with a server by HTTPS and a token or a certificate in the file itself.")),
		"server":     told("Where it leads."),
	},
	create: func(ctx context.Context, s *session, m *clusterKubeconfigModel) error { return m.set(ctx, s) },
	read: func(ctx context.Context, s *session, m *clusterKubeconfigModel) error {
		told, err := readCluster(ctx, s, m.ClusterID)
		if err != nil {
			return err
		}
		return m.fill(told, false)
	},
	change: func(ctx context.Context, s *session, plan, _ *clusterKubeconfigModel) error { return plan.set(ctx, s) },
	end: func(ctx context.Context, s *session, m *clusterKubeconfigModel) error {
		_, err := s.ClustersClearKubeconfigWithResponse(ctx, m.ClusterID.ValueString())
		return err
	},
})
