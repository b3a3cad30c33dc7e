package provider

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"moorage.dev/sdk-go/api"
)

type clusterModel struct {
	base
	CreatedAt             types.String `tfsdk:"created_at"`
	UpdatedAt             types.String `tfsdk:"updated_at"`
	Name                  types.String `tfsdk:"name"`
	ClusterProvider       types.String `tfsdk:"cluster_provider"`
	Region                types.String `tfsdk:"region"`
	DockerImage           types.String `tfsdk:"docker_image"`
	DockerTag             types.String `tfsdk:"docker_tag"`
	Status                types.String `tfsdk:"status"`
	LastError             types.String `tfsdk:"last_error"`
	RandomToken           types.String `tfsdk:"random_token"`
	CertificateKey        types.String `tfsdk:"certificate_key"`
	ControlPlaneFQDN      types.String `tfsdk:"control_plane_fqdn"`
	CaptainDomainID       types.String `tfsdk:"captain_domain_id"`
	ControlPlaneRecordID  types.String `tfsdk:"control_plane_record_set_id"`
	AppsLoadBalancerID    types.String `tfsdk:"apps_load_balancer_id"`
	GlueOpsLoadBalancerID types.String `tfsdk:"glueops_load_balancer_id"`
	BastionServerID       types.String `tfsdk:"bastion_server_id"`
}

// idOf is the id of something that may not be there.
func idOf[T any](one *T, of func(*T) string) types.String {
	if one == nil {
		return types.StringNull()
	}
	return types.StringValue(of(one))
}

func idOfDomain(one *api.V1Domain) string             { return one.ID }
func idOfRecordSet(one *api.V1RecordSet) string       { return one.ID }
func idOfLoadBalancer(one *api.V1LoadBalancer) string { return one.ID }
func idOfServer(one *api.V1Server) string             { return one.ID }

func (m *clusterModel) fill(told *api.V1Cluster) {
	m.ID, m.Name = text(told.ID), named(m.Name, told.Name)
	m.ClusterProvider, m.Region = named(m.ClusterProvider, told.ClusterProvider), named(m.Region, told.Region)
	m.DockerImage, m.DockerTag = named(m.DockerImage, told.DockerImage), named(m.DockerTag, told.DockerTag)
	m.Status, m.LastError = text(told.Status), text(told.LastError)
	m.ControlPlaneFQDN = types.StringPointerValue(told.ControlPlaneFqdn)
	m.RandomToken, m.CertificateKey = types.StringPointerValue(told.RandomToken), types.StringPointerValue(told.CertificateKey)
	m.CaptainDomainID, m.ControlPlaneRecordID = idOf(told.CaptainDomain, idOfDomain), idOf(told.ControlPlaneRecordSet, idOfRecordSet)
	m.AppsLoadBalancerID, m.GlueOpsLoadBalancerID = idOf(told.AppsLoadBalancer, idOfLoadBalancer), idOf(told.GlueopsLoadBalancer, idOfLoadBalancer)
	m.BastionServerID = idOf(told.BastionServer, idOfServer)
	m.CreatedAt, m.UpdatedAt = moment(told.CreatedAt), moment(told.UpdatedAt)
}

func readCluster(ctx context.Context, s *session, id types.String) (*api.V1Cluster, error) {
	found, err := s.ClustersGetWithResponse(ctx, id.ValueString())
	if err != nil {
		return nil, err
	}
	return found.JSON200, nil
}

var cluster = of(kind[clusterModel, *clusterModel]{
	name: "cluster", noun: "cluster",
	about: "A cluster as it is described. What belongs to it is attached by resources of their own; `status` tells what is missing.",
	attributes: map[string]schema.Attribute{
		"name":                        required("Letters, digits, `-` and `.`."),
		"cluster_provider":            required("Where its machines are."),
		"region":                      required("Where in that."),
		"docker_image":                required("The image that sets it up, with its registry."),
		"docker_tag":                  required("The tag of that."),
		"status":                      told("How far it is."),
		"last_error":                  told("What is missing, or why it failed."),
		"random_token":                secret(told("Of the cluster; absent for who may not reveal it.")),
		"certificate_key":             secret(told("Of the cluster; absent for who may not reveal it.")),
		"control_plane_fqdn":          told("The name of the control plane's record set in full."),
		"captain_domain_id":           told("What is attached as its domain."),
		"control_plane_record_set_id": told("What is attached as the record set of its control plane."),
		"apps_load_balancer_id":       told("What is attached as the load balancer of apps."),
		"glueops_load_balancer_id":    told("What is attached as the load balancer of the platform."),
		"bastion_server_id":           told("What is attached as its bastion."),
		"created_at":                  fixed("When it was made."),
		"updated_at":                  told("When it was last changed."),
	},
	create: func(ctx context.Context, s *session, m *clusterModel) error {
		made, err := s.ClustersCreateWithResponse(ctx, api.V1ClusterCreate{
			Name: m.Name.ValueString(), ClusterProvider: orCleared(m.ClusterProvider), Region: orCleared(m.Region),
			DockerImage: orCleared(m.DockerImage), DockerTag: orCleared(m.DockerTag),
		})
		if err == nil {
			m.fill(made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *clusterModel) error {
		told, err := readCluster(ctx, s, m.ID)
		if err == nil {
			m.fill(told)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *clusterModel) error {
		changed, err := s.ClustersUpdateWithResponse(ctx, state.ID.ValueString(), api.V1ClusterUpdate{
			Name: sent[string](plan.Name), ClusterProvider: orCleared(plan.ClusterProvider), Region: orCleared(plan.Region),
			DockerImage: orCleared(plan.DockerImage), DockerTag: orCleared(plan.DockerTag),
		})
		if err == nil {
			plan.fill(changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *clusterModel) error {
		_, err := s.ClustersDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

// placed is a model of one thing that has a place in a cluster.
type placed[M any] interface {
	entity[M]
	// sides are the cluster and what is in the place.
	sides() (*types.String, *types.String)
}

// place is where a cluster has one thing, or nothing.
type place[M any, P placed[M]] struct {
	name, noun, about, held string
	now                     func(*api.V1Cluster) types.String
	put                     func(ctx context.Context, s *session, cluster, id string) error
	clear                   func(ctx context.Context, s *session, cluster string) error
}

// ofCluster is how what a cluster has is imported: by the id of the cluster.
func ofCluster(id string) (map[string]string, error) {
	if id == "" {
		return nil, errors.New("it is empty")
	}
	return map[string]string{"id": id, "cluster_id": id}, nil
}

func (p place[M, P]) kind() func() resource.Resource {
	return of(kind[M, P]{
		name: p.name, noun: p.noun, about: p.about, imported: ofCluster,
		attributes: map[string]schema.Attribute{
			"cluster_id": required("The cluster; also what an import is given.", replace),
			p.held:       required("What is attached."),
		},
		create: func(ctx context.Context, s *session, m P) error {
			cluster, held := m.sides()
			m.common().ID = *cluster
			return p.put(ctx, s, cluster.ValueString(), held.ValueString())
		},
		read: func(ctx context.Context, s *session, m P) error {
			cluster, held := m.sides()
			told, err := readCluster(ctx, s, *cluster)
			if err != nil {
				return err
			}
			if *held = p.now(told); held.IsNull() {
				return missing(p.noun)
			}
			return nil
		},
		change: func(ctx context.Context, s *session, plan, _ P) error {
			cluster, held := plan.sides()
			return p.put(ctx, s, cluster.ValueString(), held.ValueString())
		},
		end: func(ctx context.Context, s *session, m P) error {
			cluster, _ := m.sides()
			return p.clear(ctx, s, cluster.ValueString())
		},
	})
}

type clusterDomainModel struct {
	base
	ClusterID types.String `tfsdk:"cluster_id"`
	DomainID  types.String `tfsdk:"domain_id"`
}

func (m *clusterDomainModel) sides() (*types.String, *types.String) { return &m.ClusterID, &m.DomainID }

var clusterDomain = place[clusterDomainModel, *clusterDomainModel]{
	name: "cluster_captain_domain", noun: "domain of the cluster", held: "domain_id", about: "The domain of a cluster.",
	now: func(told *api.V1Cluster) types.String { return idOf(told.CaptainDomain, idOfDomain) },
	put: func(ctx context.Context, s *session, cluster, id string) error {
		_, err := s.ClustersAttachCaptainDomainWithResponse(ctx, cluster, api.V1ClusterAttachCaptainDomain{DomainID: id})
		return err
	},
	clear: func(ctx context.Context, s *session, cluster string) error {
		_, err := s.ClustersDetachCaptainDomainWithResponse(ctx, cluster)
		return err
	},
}.kind()

type clusterRecordModel struct {
	base
	ClusterID   types.String `tfsdk:"cluster_id"`
	RecordSetID types.String `tfsdk:"record_set_id"`
}

func (m *clusterRecordModel) sides() (*types.String, *types.String) {
	return &m.ClusterID, &m.RecordSetID
}

var clusterRecord = place[clusterRecordModel, *clusterRecordModel]{
	name: "cluster_control_plane_record_set", noun: "record set of the cluster's control plane", held: "record_set_id",
	about: "The record set by which the control plane of a cluster is found.",
	now:   func(told *api.V1Cluster) types.String { return idOf(told.ControlPlaneRecordSet, idOfRecordSet) },
	put: func(ctx context.Context, s *session, cluster, id string) error {
		_, err := s.ClustersAttachControlPlaneRecordSetWithResponse(ctx, cluster, api.V1ClusterAttachControlPlaneRecordSet{RecordSetID: id})
		return err
	},
	clear: func(ctx context.Context, s *session, cluster string) error {
		_, err := s.ClustersDetachControlPlaneRecordSetWithResponse(ctx, cluster)
		return err
	},
}.kind()

type clusterBalancerModel struct {
	base
	ClusterID      types.String `tfsdk:"cluster_id"`
	LoadBalancerID types.String `tfsdk:"load_balancer_id"`
}

func (m *clusterBalancerModel) sides() (*types.String, *types.String) {
	return &m.ClusterID, &m.LoadBalancerID
}

var clusterAppsBalancer = place[clusterBalancerModel, *clusterBalancerModel]{
	name: "cluster_apps_load_balancer", noun: "load balancer of the cluster's apps", held: "load_balancer_id", about: "The load balancer of the apps of a cluster.",
	now: func(told *api.V1Cluster) types.String { return idOf(told.AppsLoadBalancer, idOfLoadBalancer) },
	put: func(ctx context.Context, s *session, cluster, id string) error {
		_, err := s.ClustersAttachAppsLoadBalancerWithResponse(ctx, cluster, api.V1ClusterAttachAppsLoadBalancer{LoadBalancerID: id})
		return err
	},
	clear: func(ctx context.Context, s *session, cluster string) error {
		_, err := s.ClustersDetachAppsLoadBalancerWithResponse(ctx, cluster)
		return err
	},
}.kind()

var clusterGlueOpsBalancer = place[clusterBalancerModel, *clusterBalancerModel]{
	name: "cluster_glueops_load_balancer", noun: "load balancer of the cluster's platform", held: "load_balancer_id", about: "The load balancer of the platform of a cluster.",
	now: func(told *api.V1Cluster) types.String { return idOf(told.GlueopsLoadBalancer, idOfLoadBalancer) },
	put: func(ctx context.Context, s *session, cluster, id string) error {
		_, err := s.ClustersAttachGlueOpsLoadBalancerWithResponse(ctx, cluster, api.V1ClusterAttachGlueOpsLoadBalancer{LoadBalancerID: id})
		return err
	},
	clear: func(ctx context.Context, s *session, cluster string) error {
		_, err := s.ClustersDetachGlueOpsLoadBalancerWithResponse(ctx, cluster)
		return err
	},
}.kind()

type clusterBastionModel struct {
	base
	ClusterID types.String `tfsdk:"cluster_id"`
	ServerID  types.String `tfsdk:"server_id"`
}

func (m *clusterBastionModel) sides() (*types.String, *types.String) {
	return &m.ClusterID, &m.ServerID
}

var clusterBastion = place[clusterBastionModel, *clusterBastionModel]{
	name: "cluster_bastion", noun: "bastion of the cluster", held: "server_id", about: "The server by which a cluster is reached; its role is `bastion`.",
	now: func(told *api.V1Cluster) types.String { return idOf(told.BastionServer, idOfServer) },
	put: func(ctx context.Context, s *session, cluster, id string) error {
		_, err := s.ClustersAttachBastionWithResponse(ctx, cluster, api.V1ClusterAttachBastion{ServerID: id})
		return err
	},
	clear: func(ctx context.Context, s *session, cluster string) error {
		_, err := s.ClustersDetachBastionWithResponse(ctx, cluster)
		return err
	},
}.kind()

type clusterPoolsModel struct {
	base
	ClusterID   types.String `tfsdk:"cluster_id"`
	NodePoolIDs types.Set    `tfsdk:"node_pool_ids"`
}

func (m *clusterPoolsModel) sides() (*types.String, *types.Set) { return &m.ClusterID, &m.NodePoolIDs }

var clusterPools = attachment[clusterPoolsModel, *clusterPoolsModel]{
	name: "cluster_node_pools", noun: "node pools of the cluster", holder: "cluster_id", held: "node_pool_ids", about: "The node pools of a cluster; others are detached.",
	list: func(ctx context.Context, s *session, cluster string) ([]string, error) {
		told, err := readCluster(ctx, s, types.StringValue(cluster))
		if err != nil {
			return nil, err
		}
		return idsOf(deref(told.NodePools), func(one api.V1NodePool) string { return one.ID }), nil
	},
	attach: func(ctx context.Context, s *session, cluster string, ids []string) error {
		for _, id := range ids {
			if _, err := s.ClustersAttachNodePoolWithResponse(ctx, cluster, api.V1ClusterAttachNodePool{NodePoolID: id}); err != nil {
				return err
			}
		}
		return nil
	},
	detach: func(ctx context.Context, s *session, cluster, id string) error {
		_, err := s.ClustersDetachNodePoolWithResponse(ctx, cluster, id)
		return err
	},
}.kind()

type clusterMetadataModel struct {
	base
	stamps
	ClusterID types.String `tfsdk:"cluster_id"`
	Key       types.String `tfsdk:"key"`
	Value     types.String `tfsdk:"value"`
}

func (m *clusterMetadataModel) fill(told *api.V1ClusterMetadata) {
	m.ID, m.ClusterID = text(told.ID), text(told.ClusterID)
	m.Key, m.Value = sameAs(m.Key, told.Key, key), sameAs(m.Value, told.Value, strings.TrimSpace)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

var clusterMetadata = of(kind[clusterMetadataModel, *clusterMetadataModel]{
	name: "cluster_metadata", noun: "metadata of the cluster",
	about: "One key of a cluster's metadata. Imported by `<cluster>/<metadata>`.",
	attributes: owned(map[string]schema.Attribute{
		"cluster_id": required("The cluster.", replace),
		"key":        required("Capitals make no other key."),
		"value":      required("Value of the key."),
	}),
	imported: func(id string) (map[string]string, error) {
		cluster, own, found := strings.Cut(id, "/")
		if !found || cluster == "" || own == "" {
			return nil, errors.New("it has to be <id of the cluster>/<id of the metadata>")
		}
		return map[string]string{"cluster_id": cluster, "id": own}, nil
	},
	create: func(ctx context.Context, s *session, m *clusterMetadataModel) error {
		wanted := api.V1ClusterMetadataCreate{Key: m.Key.ValueString(), Value: m.Value.ValueString()}
		made, err := s.ClusterMetadataCreateWithResponse(ctx, m.ClusterID.ValueString(), wanted)
		if err == nil {
			m.fill(made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *clusterMetadataModel) error {
		found, err := s.ClusterMetadataGetWithResponse(ctx, m.ClusterID.ValueString(), m.ID.ValueString())
		if err == nil {
			m.fill(found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *clusterMetadataModel) error {
		wanted := api.V1ClusterMetadataUpdate{Key: sent[string](plan.Key), Value: sent[string](plan.Value)}
		changed, err := s.ClusterMetadataUpdateWithResponse(ctx, state.ClusterID.ValueString(), state.ID.ValueString(), wanted)
		if err == nil {
			plan.fill(changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *clusterMetadataModel) error {
		_, err := s.ClusterMetadataDeleteWithResponse(ctx, m.ClusterID.ValueString(), m.ID.ValueString())
		return err
	},
})

type clusterRow struct {
	ID              types.String `tfsdk:"id"`
	Name            types.String `tfsdk:"name"`
	ClusterProvider types.String `tfsdk:"cluster_provider"`
	Region          types.String `tfsdk:"region"`
	DockerImage     types.String `tfsdk:"docker_image"`
	DockerTag       types.String `tfsdk:"docker_tag"`
	Status          types.String `tfsdk:"status"`
	LastError       types.String `tfsdk:"last_error"`
}

type clustersModel struct {
	Name     types.String `tfsdk:"name"`
	Search   types.String `tfsdk:"search"`
	Clusters []clusterRow `tfsdk:"clusters"`
}

var clusters func() datasource.DataSource = asSource(source[clustersModel]{
	name: "clusters", about: "Clusters of the organization, the newest first.",
	attributes: map[string]dataschema.Attribute{
		"name":     filter("Only the one with this name."),
		"search":   filter("Only those whose name contains this."),
		"clusters": rows("The clusters.", "id", "name", "cluster_provider", "region", "docker_image", "docker_tag", "status", "last_error"),
	},
	read: func(ctx context.Context, s *session, m *clustersModel) error {
		found, err := s.ClustersListWithResponse(ctx, &api.ClustersListParams{Name: asked[string](m.Name), Q: asked[string](m.Search)})
		if err != nil {
			return err
		}
		m.Clusters = rowsOf(*found.JSON200, func(one api.V1Cluster) clusterRow {
			return clusterRow{
				text(one.ID), text(one.Name), text(one.ClusterProvider), text(one.Region), text(one.DockerImage), text(one.DockerTag),
				text(one.Status), text(one.LastError),
			}
		})
		return nil
	},
})
