package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

type parameterModel struct {
	Name        types.String  `tfsdk:"name"`
	Label       types.String  `tfsdk:"label"`
	Description types.String  `tfsdk:"description"`
	Type        types.String  `tfsdk:"type"`
	Default     types.String  `tfsdk:"default"`
	Required    types.Bool    `tfsdk:"required"`
	Secret      types.Bool    `tfsdk:"secret"`
	Options     types.List    `tfsdk:"options"`
	Min         types.Float64 `tfsdk:"min"`
	Max         types.Float64 `tfsdk:"max"`
	MaxLength   types.Int64   `tfsdk:"max_length"`
	Pattern     types.String  `tfsdk:"pattern"`
}

type templateModel struct {
	base
	Name            types.String     `tfsdk:"name"`
	DisplayName     types.String     `tfsdk:"display_name"`
	Description     types.String     `tfsdk:"description"`
	Category        types.String     `tfsdk:"category"`
	Image           types.String     `tfsdk:"image"`
	ContainerPort   types.Int64      `tfsdk:"container_port"`
	CPURequest      types.String     `tfsdk:"cpu_request"`
	CPULimit        types.String     `tfsdk:"cpu_limit"`
	MemoryRequest   types.String     `tfsdk:"memory_request"`
	MemoryLimit     types.String     `tfsdk:"memory_limit"`
	HealthCheckPath types.String     `tfsdk:"health_check_path"`
	Enabled         types.Bool       `tfsdk:"enabled"`
	HasConfigMap    types.Bool       `tfsdk:"has_config_map"`
	EnvVars         []parameterModel `tfsdk:"env_vars"`
	Visibility      types.String     `tfsdk:"visibility"`
	OrgID           types.String     `tfsdk:"org_id"`
	TeamID          types.String     `tfsdk:"team_id"`
	Spec            types.String     `tfsdk:"spec"`
	Version         types.Int64      `tfsdk:"version"`
}

func (m *templateModel) fill(told api.Template) {
	m.ID, m.Name, m.DisplayName, m.Description, m.Category = text(told.Name), text(told.Name), named(m.DisplayName, told.DisplayName), named(m.Description, told.Description), text(told.Category)
	m.Image, m.ContainerPort, m.HealthCheckPath = text(told.Image), numberOrNull(told.ContainerPort), text(told.HealthCheckPath)
	m.CPURequest, m.CPULimit, m.MemoryRequest, m.MemoryLimit = text(told.CPURequest), text(told.CPULimit), text(told.MemoryRequest), text(told.MemoryLimit)
	m.Enabled, m.HasConfigMap, m.Visibility = types.BoolValue(told.Enabled), types.BoolValue(told.HasConfigMap), text(told.Visibility)
	m.OrgID, m.TeamID, m.Spec, m.Version = textOrNull(told.OrgID), textOrNull(told.TeamID), text(told.Spec), types.Int64Value(told.Version)
	if len(told.EnvVars) > 0 || m.EnvVars != nil {
		m.EnvVars = rowsOf(told.EnvVars, parameterOf)
	}
}

func parameterOf(told api.EnvVarDefinition) parameterModel {
	options := types.ListNull(types.StringType)
	if told.Options != nil {
		options = listOf(*told.Options)
	}
	return parameterModel{
		Name: text(told.Name), Label: text(told.Label), Description: text(told.Description), Type: text(told.Type),
		Default: types.StringPointerValue(told.Default), Required: types.BoolValue(told.Required), Secret: types.BoolValue(told.Secret), Options: options,
		Min: types.Float64PointerValue(told.Min), Max: types.Float64PointerValue(told.Max), MaxLength: types.Int64PointerValue(told.MaxLength),
		Pattern: types.StringPointerValue(told.Pattern),
	}
}

func (m parameterModel) wanted() api.EnvVarDefinitionInput {
	wanted := api.EnvVarDefinitionInput{
		Name: m.Name.ValueString(), Label: sent[string](m.Label), Description: sent[string](m.Description), Type: sent[api.EnvVarDefinitionInputType](m.Type),
		Default: sent[string](m.Default), Required: boolSent(m.Required), Secret: boolSent(m.Secret), Min: m.Min.ValueFloat64Pointer(), Max: m.Max.ValueFloat64Pointer(),
		MaxLength: numberSent(m.MaxLength), Pattern: sent[string](m.Pattern),
	}
	if !m.Options.IsNull() {
		wanted.Options = moorage.Ptr(textsOf(m.Options))
	}
	return wanted
}

// wanted is the whole template, as both creation and change take it.
func (m *templateModel) wanted() api.TemplateCreate {
	return api.TemplateCreate{
		Name: m.Name.ValueString(), DisplayName: m.DisplayName.ValueString(), Description: sent[string](m.Description), Category: sent[string](m.Category),
		Image: m.Image.ValueString(), ContainerPort: numberSent(m.ContainerPort), HealthCheckPath: sent[string](m.HealthCheckPath),
		CPURequest: sent[string](m.CPURequest), CPULimit: sent[string](m.CPULimit), MemoryRequest: sent[string](m.MemoryRequest), MemoryLimit: sent[string](m.MemoryLimit),
		Enabled: boolSent(m.Enabled), HasConfigMap: boolSent(m.HasConfigMap), EnvVars: moorage.Ptr(rowsOf(m.EnvVars, parameterModel.wanted)),
		Visibility: sent[api.TemplateVisibility](m.Visibility), OrgID: sent[string](m.OrgID), TeamID: sent[string](m.TeamID), Spec: sent[string](m.Spec),
	}
}

func flag(about string, value bool) schema.BoolAttribute {
	return schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(value), MarkdownDescription: about}
}

func parameterAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":        required("Letters, digits and underscores."),
		"label":       defaulted("What a form calls it.", ""),
		"description": defaulted("What it is for.", ""),
		"type":        oneOf(defaulted("`string` (when absent), `text`, `integer`, `number`, `boolean` or `enum`.", "string"), "string", "text", "integer", "number", "boolean", "enum"),
		"default":     optional("Its value where none is given."),
		"required":    flag("Whether a deployment has to give it.", false),
		"secret":      flag("Whether its value is hidden.", false),
		"options":     schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "The values of an `enum`."},
		"min":         schema.Float64Attribute{Optional: true},
		"max":         schema.Float64Attribute{Optional: true},
		"max_length":  schema.Int64Attribute{Optional: true},
		"pattern":     optional("What its value has to match."),
	}
}

var template = of(kind[templateModel, *templateModel]{
	name: "template", noun: "template",
	about: "What deployments are made from. Imported by its name.",
	attributes: map[string]schema.Attribute{
		"name":              required("Unique in its organization; never changes.", replace),
		"display_name":      required("What people call it."),
		"description":       defaulted("For people.", ""),
		"category":          defaulted("`web` when absent.", "web"),
		"image":             required("The image that it runs."),
		"container_port":    schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(8080), MarkdownDescription: "8080 when absent."},
		"cpu_request":       defaulted("`100m` when absent.", "100m"),
		"cpu_limit":         defaulted("`500m` when absent.", "500m"),
		"memory_request":    defaulted("`128Mi` when absent.", "128Mi"),
		"memory_limit":      defaulted("`512Mi` when absent.", "512Mi"),
		"health_check_path": defaulted("`/` when absent.", "/"),
		"enabled":           flag("Whether it can be deployed; true when absent.", true),
		"has_config_map":    flag("Whether its parameters come as a file, too.", false),
		"env_vars":          schema.ListNestedAttribute{Optional: true, MarkdownDescription: "Its parameters.", NestedObject: schema.NestedAttributeObject{Attributes: parameterAttributes()}},
		"visibility":        oneOf(defaulted("`private` (when absent), `team`, `org` or `public`.", "private"), "private", "team", "org", "public"),
		"org_id":            chosen("The organization that it belongs to.", replace),
		"team_id":           optional("The team, where `visibility` is `team`."),
		"spec":              schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "YAML: the services and ingresses of a UserDeployment; made of the above when absent."},
		"version":           schema.Int64Attribute{Computed: true, MarkdownDescription: "Counts accepted changes."},
	},
	imported: func(id string) (map[string]string, error) { return map[string]string{"id": id, "name": id}, nil },
	create: func(ctx context.Context, s *session, m *templateModel) error {
		made, err := s.TemplatesCreateWithResponse(ctx, m.wanted())
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *templateModel) error {
		found, err := s.TemplatesGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *templateModel) error {
		wanted := plan.wanted()
		changed, err := s.TemplatesUpdateWithResponse(ctx, state.Name.ValueString(), api.TemplateUpdate{
			DisplayName: wanted.DisplayName, Description: wanted.Description, Category: wanted.Category, Image: wanted.Image, ContainerPort: wanted.ContainerPort,
			HealthCheckPath: wanted.HealthCheckPath, CPURequest: wanted.CPURequest, CPULimit: wanted.CPULimit, MemoryRequest: wanted.MemoryRequest,
			MemoryLimit: wanted.MemoryLimit, Enabled: wanted.Enabled, HasConfigMap: wanted.HasConfigMap, EnvVars: wanted.EnvVars, Visibility: wanted.Visibility,
			OrgID: wanted.OrgID, TeamID: wanted.TeamID, Spec: wanted.Spec,
		})
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *templateModel) error {
		_, err := s.TemplatesDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
