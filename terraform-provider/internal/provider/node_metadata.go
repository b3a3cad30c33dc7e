package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"moorage.dev/sdk-go/api"
)

type labelModel struct {
	base
	stamps
	Key   types.String `tfsdk:"key"`
	Value types.String `tfsdk:"value"`
}

func (m *labelModel) fill(told api.V1Label) {
	m.ID, m.Key, m.Value = text(told.ID), text(told.Key), text(told.Value)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

func pairAttributes(noun string) map[string]schema.Attribute {
	return owned(map[string]schema.Attribute{
		"key":   required("As Kubernetes has it: `name` or `prefix/name`."),
		"value": required("Value of the " + noun + "; may be empty."),
	})
}

var label = of(kind[labelModel, *labelModel]{
	name: "label", noun: "label",
	about:      "A label for the nodes of pools that it is attached to.",
	attributes: pairAttributes("label"),
	create: func(ctx context.Context, s *session, m *labelModel) error {
		made, err := s.LabelsCreateWithResponse(ctx, api.V1LabelCreate{Key: m.Key.ValueString(), Value: sent[string](m.Value)})
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *labelModel) error {
		found, err := s.LabelsGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *labelModel) error {
		changed, err := s.LabelsUpdateWithResponse(ctx, state.ID.ValueString(), api.V1LabelUpdate{Key: sent[string](plan.Key), Value: orCleared(plan.Value)})
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *labelModel) error {
		_, err := s.LabelsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

type annotationModel struct {
	base
	stamps
	Key   types.String `tfsdk:"key"`
	Value types.String `tfsdk:"value"`
}

func (m *annotationModel) fill(told api.V1Annotation) {
	m.ID, m.Key, m.Value = text(told.ID), text(told.Key), text(told.Value)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

var annotation = of(kind[annotationModel, *annotationModel]{
	name: "annotation", noun: "annotation",
	about:      "An annotation for the nodes of pools that it is attached to.",
	attributes: pairAttributes("annotation"),
	create: func(ctx context.Context, s *session, m *annotationModel) error {
		made, err := s.AnnotationsCreateWithResponse(ctx, api.V1AnnotationCreate{Key: m.Key.ValueString(), Value: sent[string](m.Value)})
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *annotationModel) error {
		found, err := s.AnnotationsGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *annotationModel) error {
		change := api.V1AnnotationUpdate{Key: sent[string](plan.Key), Value: orCleared(plan.Value)}
		changed, err := s.AnnotationsUpdateWithResponse(ctx, state.ID.ValueString(), change)
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *annotationModel) error {
		_, err := s.AnnotationsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

type taintModel struct {
	base
	stamps
	Key    types.String `tfsdk:"key"`
	Value  types.String `tfsdk:"value"`
	Effect types.String `tfsdk:"effect"`
}

func (m *taintModel) fill(told api.V1Taint) {
	m.ID, m.Key, m.Value, m.Effect = text(told.ID), text(told.Key), orNone(m.Value, told.Value), text(told.Effect)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

var taint = of(kind[taintModel, *taintModel]{
	name: "taint", noun: "taint",
	about: "A taint for the nodes of pools that it is attached to.",
	attributes: owned(map[string]schema.Attribute{
		"key":    required("As Kubernetes has it: `name` or `prefix/name`."),
		"value":  optional("Value of the taint."),
		"effect": oneOf(required("`NoSchedule`, `PreferNoSchedule` or `NoExecute`."), "NoSchedule", "PreferNoSchedule", "NoExecute"),
	}),
	create: func(ctx context.Context, s *session, m *taintModel) error {
		made, err := s.TaintsCreateWithResponse(ctx, api.V1TaintCreate{
			Key: m.Key.ValueString(), Value: sent[string](m.Value), Effect: api.V1TaintCreateEffect(m.Effect.ValueString()),
		})
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *taintModel) error {
		found, err := s.TaintsGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *taintModel) error {
		changed, err := s.TaintsUpdateWithResponse(ctx, state.ID.ValueString(), api.V1TaintUpdate{
			Key: sent[string](plan.Key), Value: orCleared(plan.Value), Effect: sent[api.V1TaintUpdateEffect](plan.Effect),
		})
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *taintModel) error {
		_, err := s.TaintsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

var _ resource.ResourceWithImportState = label().(resource.ResourceWithImportState)
