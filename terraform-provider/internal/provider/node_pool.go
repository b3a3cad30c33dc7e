package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"moorage.dev/sdk-go/api"
)

type nodePoolModel struct {
	base
	stamps
	Name types.String `tfsdk:"name"`
	Role types.String `tfsdk:"role"`
}

func (m *nodePoolModel) fill(told api.V1NodePool) {
	m.ID, m.Name, m.Role = text(told.ID), named(m.Name, told.Name), text(told.Role)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

var nodePool = of(kind[nodePoolModel, *nodePoolModel]{
	name: "node_pool", noun: "node pool",
	about: "Servers of one role, and what all of them are marked with. What is in it is attached by resources of their own.",
	attributes: owned(map[string]schema.Attribute{
		"name": required("Name of the pool."),
		"role": oneOf(required("`master` or `worker`."), "master", "worker"),
	}),
	create: func(ctx context.Context, s *session, m *nodePoolModel) error {
		wanted := api.V1NodePoolCreate{Name: m.Name.ValueString(), Role: api.V1NodePoolCreateRole(m.Role.ValueString())}
		made, err := s.NodePoolsCreateWithResponse(ctx, wanted)
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *nodePoolModel) error {
		found, err := s.NodePoolsGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *nodePoolModel) error {
		wanted := api.V1NodePoolUpdate{Name: sent[string](plan.Name), Role: sent[api.V1NodePoolUpdateRole](plan.Role)}
		changed, err := s.NodePoolsUpdateWithResponse(ctx, state.ID.ValueString(), wanted)
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *nodePoolModel) error {
		_, err := s.NodePoolsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

type poolServersModel struct {
	base
	NodePoolID types.String `tfsdk:"node_pool_id"`
	ServerIDs  types.Set    `tfsdk:"server_ids"`
}

func (m *poolServersModel) sides() (*types.String, *types.Set) { return &m.NodePoolID, &m.ServerIDs }

var poolServers = attachment[poolServersModel, *poolServersModel]{
	name: "node_pool_servers", noun: "servers of the node pool", holder: "node_pool_id", held: "server_ids", about: "The servers of a node pool; others are detached.",
	list: func(ctx context.Context, s *session, pool string) ([]string, error) {
		found, err := s.NodePoolsListServersWithResponse(ctx, pool)
		if err != nil {
			return nil, err
		}
		return idsOf(*found.JSON200, func(one api.V1Server) string { return one.ID }), nil
	},
	attach: func(ctx context.Context, s *session, pool string, ids []string) error {
		_, err := s.NodePoolsAttachServersWithResponse(ctx, pool, api.V1NodePoolAttachServers{ServerIds: ids})
		return err
	},
	detach: func(ctx context.Context, s *session, pool, id string) error {
		_, err := s.NodePoolsDetachServerWithResponse(ctx, pool, id)
		return err
	},
}.kind()

type poolLabelsModel struct {
	base
	NodePoolID types.String `tfsdk:"node_pool_id"`
	LabelIDs   types.Set    `tfsdk:"label_ids"`
}

func (m *poolLabelsModel) sides() (*types.String, *types.Set) { return &m.NodePoolID, &m.LabelIDs }

var poolLabels = attachment[poolLabelsModel, *poolLabelsModel]{
	name: "node_pool_labels", noun: "labels of the node pool", holder: "node_pool_id", held: "label_ids", about: "The labels of a node pool; others are detached.",
	list: func(ctx context.Context, s *session, pool string) ([]string, error) {
		found, err := s.NodePoolsListLabelsWithResponse(ctx, pool)
		if err != nil {
			return nil, err
		}
		return idsOf(*found.JSON200, func(one api.V1Label) string { return one.ID }), nil
	},
	attach: func(ctx context.Context, s *session, pool string, ids []string) error {
		_, err := s.NodePoolsAttachLabelsWithResponse(ctx, pool, api.V1NodePoolAttachLabels{LabelIds: ids})
		return err
	},
	detach: func(ctx context.Context, s *session, pool, id string) error {
		_, err := s.NodePoolsDetachLabelWithResponse(ctx, pool, id)
		return err
	},
}.kind()

type poolAnnotationsModel struct {
	base
	NodePoolID    types.String `tfsdk:"node_pool_id"`
	AnnotationIDs types.Set    `tfsdk:"annotation_ids"`
}

func (m *poolAnnotationsModel) sides() (*types.String, *types.Set) {
	return &m.NodePoolID, &m.AnnotationIDs
}

var poolAnnotations = attachment[poolAnnotationsModel, *poolAnnotationsModel]{
	name: "node_pool_annotations", noun: "annotations of the node pool", holder: "node_pool_id", held: "annotation_ids", about: "The annotations of a node pool; others are detached.",
	list: func(ctx context.Context, s *session, pool string) ([]string, error) {
		found, err := s.NodePoolsListAnnotationsWithResponse(ctx, pool)
		if err != nil {
			return nil, err
		}
		return idsOf(*found.JSON200, func(one api.V1Annotation) string { return one.ID }), nil
	},
	attach: func(ctx context.Context, s *session, pool string, ids []string) error {
		_, err := s.NodePoolsAttachAnnotationsWithResponse(ctx, pool, api.V1NodePoolAttachAnnotations{AnnotationIds: ids})
		return err
	},
	detach: func(ctx context.Context, s *session, pool, id string) error {
		_, err := s.NodePoolsDetachAnnotationWithResponse(ctx, pool, id)
		return err
	},
}.kind()

type poolTaintsModel struct {
	base
	NodePoolID types.String `tfsdk:"node_pool_id"`
	TaintIDs   types.Set    `tfsdk:"taint_ids"`
}

func (m *poolTaintsModel) sides() (*types.String, *types.Set) { return &m.NodePoolID, &m.TaintIDs }

var poolTaints = attachment[poolTaintsModel, *poolTaintsModel]{
	name: "node_pool_taints", noun: "taints of the node pool", holder: "node_pool_id", held: "taint_ids", about: "The taints of a node pool; others are detached.",
	list: func(ctx context.Context, s *session, pool string) ([]string, error) {
		found, err := s.NodePoolsListTaintsWithResponse(ctx, pool)
		if err != nil {
			return nil, err
		}
		return idsOf(*found.JSON200, func(one api.V1Taint) string { return one.ID }), nil
	},
	attach: func(ctx context.Context, s *session, pool string, ids []string) error {
		_, err := s.NodePoolsAttachTaintsWithResponse(ctx, pool, api.V1NodePoolAttachTaints{TaintIds: ids})
		return err
	},
	detach: func(ctx context.Context, s *session, pool, id string) error {
		_, err := s.NodePoolsDetachTaintWithResponse(ctx, pool, id)
		return err
	},
}.kind()
