package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

// masked is what the API says in place of the value of a secret parameter.
const masked = "********"

type deploymentModel struct {
	base
	Name                 types.String `tfsdk:"name"`
	Template             types.String `tfsdk:"template"`
	DisplayName          types.String `tfsdk:"display_name"`
	EnvVars              types.Map    `tfsdk:"env_vars"`
	Visibility           types.String `tfsdk:"visibility"`
	TeamID               types.String `tfsdk:"team_id"`
	Replicas             types.Map    `tfsdk:"replicas"`
	Images               types.Map    `tfsdk:"images"`
	Paused               types.Bool   `tfsdk:"paused"`
	AutoRollback         types.Bool   `tfsdk:"auto_rollback"`
	ReadyDeadlineSeconds types.Int64  `tfsdk:"ready_deadline_seconds"`
	WaitForReady         types.Bool   `tfsdk:"wait_for_ready"`
	OrgID                types.String `tfsdk:"org_id"`
	Namespace            types.String `tfsdk:"namespace"`
	URL                  types.String `tfsdk:"url"`
	Status               types.String `tfsdk:"status"`
	CreatedAt            types.String `tfsdk:"created_at"`
}

// ofNames keeps what is told of the names that the configuration speaks of; a new one has all of them.
func ofNames[T any](had types.Map, told map[string]T, valueOf func(name string, value T) attr.Value, isImport bool) types.Map {
	kind := had.ElementType(context.Background())
	if !isImport && had.IsNull() {
		return had
	}
	values := map[string]attr.Value{}
	for name, value := range told {
		if _, isOurs := had.Elements()[name]; isOurs || isImport {
			values[name] = valueOf(name, value)
		}
	}
	return types.MapValueMust(kind, values)
}

func (m *deploymentModel) fill(told api.Deployment, config api.DeploymentConfig) {
	isImport := m.Name.IsNull()
	textValue := func(_, value string) attr.Value { return types.StringValue(value) }
	m.EnvVars = ofNames(m.EnvVars, config.EnvVars, func(name, value string) attr.Value {
		if had, isOurs := m.EnvVars.Elements()[name]; isOurs && value == masked {
			return had
		}
		return types.StringValue(value)
	}, isImport)
	m.Images = ofNames(m.Images, config.Images, textValue, false)
	m.Replicas = ofNames(m.Replicas, config.Replicas, func(_ string, value int64) attr.Value { return types.Int64Value(value) }, false)
	m.ID, m.Name, m.Template, m.DisplayName = text(told.Name), text(told.Name), text(told.Template), named(m.DisplayName, config.DisplayName)
	m.Visibility, m.TeamID, m.OrgID, m.Namespace = text(config.Visibility), text(told.TeamID), text(told.OrgID), text(told.Namespace)
	m.Paused, m.AutoRollback = types.BoolValue(config.Paused), types.BoolValue(config.AutoRollback)
	m.ReadyDeadlineSeconds = types.Int64Value(config.ReadyDeadlineSeconds)
	m.URL, m.Status, m.CreatedAt = textOrNull(told.URL), text(told.Status), moment(told.CreatedAt)
}

func (m *deploymentModel) reread(ctx context.Context, s *session, name string) error {
	told, err := s.DeploymentsStatusWithResponse(ctx, &api.DeploymentsStatusParams{Name: name})
	if err != nil {
		return err
	}
	if told.JSON200.Status == "Deleting" {
		return missing("deployment")
	}
	config, err := s.DeploymentsGetConfigWithResponse(ctx, &api.DeploymentsGetConfigParams{Name: name})
	if err == nil {
		m.fill(*told.JSON200, *config.JSON200)
	}
	return err
}

// configure brings what a creation does not take.
func (m *deploymentModel) configure(ctx context.Context, s *session, name string) error {
	wanted := api.DeploymentConfigUpdate{
		Name: name, DisplayName: sent[string](m.DisplayName), Visibility: sent[api.Visibility](m.Visibility), Paused: boolSent(m.Paused),
		AutoRollback: boolSent(m.AutoRollback), ReadyDeadlineSeconds: numberSent(m.ReadyDeadlineSeconds),
	}
	if values := api.EnvVars(fieldsOf(m.EnvVars)); !m.EnvVars.IsNull() {
		wanted.EnvVars = &values
	}
	if images := (map[string]string{}); len(m.Images.Elements()) > 0 {
		m.Images.ElementsAs(ctx, &images, false)
		wanted.Images = &images
	}
	if replicas := (map[string]int64{}); len(m.Replicas.Elements()) > 0 {
		m.Replicas.ElementsAs(ctx, &replicas, false)
		wanted.Replicas = &replicas
	}
	_, err := s.DeploymentsUpdateConfigWithResponse(ctx, wanted)
	return err
}

func stateOf(deployment *api.Deployment) string {
	if deployment == nil {
		return "unknown"
	}
	return string(deployment.Status)
}

// until asks for the deployment again and again, for as long as the operation may take.
func until(ctx context.Context, s *session, name string, isDone func(*api.Deployment, error) (bool, error)) error {
	for {
		var deployment *api.Deployment
		found, err := s.DeploymentsStatusWithResponse(ctx, &api.DeploymentsStatusParams{Name: name})
		if err == nil {
			deployment = found.JSON200
		}
		if done, failure := isDone(deployment, err); done || failure != nil {
			return failure
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the deployment %s is still %s: %w", name, stateOf(deployment), ctx.Err())
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func (m *deploymentModel) wait(ctx context.Context, s *session, name string) error {
	if !m.WaitForReady.ValueBool() {
		return nil
	}
	return until(ctx, s, name, func(told *api.Deployment, err error) (bool, error) {
		if err != nil || told.ObservedGeneration < told.Generation {
			return false, err
		}
		if told.Status == "Error" {
			return false, fmt.Errorf("the deployment %s failed: %s", name, textOrNull(told.LastError).ValueString())
		}
		return told.Status == "Ready", nil
	})
}

var deployment = of(kind[deploymentModel, *deploymentModel]{
	name: "deployment", noun: "deployment", patience: 10 * time.Minute,
	about: "An app, made from a template. Imported by its name.",
	attributes: map[string]schema.Attribute{
		"name":         chosen("Unique on the platform and part of its host name; made up when absent.", replace),
		"template":     required("The template that it is made from.", replace),
		"display_name": chosen("What people call it."),
		"env_vars":     schema.MapAttribute{Optional: true, Sensitive: true, ElementType: types.StringType, MarkdownDescription: "Values of the template's parameters, as texts."},
		"visibility":   oneOf(defaulted("`public` (when absent) or `internal`.", "public"), "public", "internal"),
		"team_id":      chosen("The team that it belongs to; the current one when absent.", replace),
		"replicas":     schema.MapAttribute{Optional: true, ElementType: types.Int64Type, MarkdownDescription: "Replicas by service; those that are not named stay as they are."},
		"images":       schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Images by service; those that are not named stay as they are."},
		"paused":       flag("Whether it is at rest.", false),
		"auto_rollback": schema.BoolAttribute{
			Optional: true, Computed: true, MarkdownDescription: "Whether a release that does not become ready gives way to the last one that was.",
			PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"ready_deadline_seconds": schema.Int64Attribute{
			Optional: true, Computed: true, MarkdownDescription: "How long a release may take to become ready.",
			PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"wait_for_ready": flag("Whether an apply waits until it serves.", false),
		"org_id":         fixed("The organization that it belongs to."),
		"namespace":      fixed("Where it runs in the cluster."),
		"url":            told("Where it is reached."),
		"status":         told("`Pending`, `Provisioning`, `Ready` or `Error`."),
		"created_at":     fixed("When it was made."),
	},
	create: func(ctx context.Context, s *session, m *deploymentModel) error {
		wanted := api.DeploymentCreate{
			Template: m.Template.ValueString(), Name: sent[string](m.Name), DisplayName: sent[string](m.DisplayName),
			Visibility: sent[api.Visibility](m.Visibility), TeamID: sent[string](m.TeamID),
		}
		if values := api.EnvVars(fieldsOf(m.EnvVars)); len(values) > 0 {
			wanted.EnvVars = &values
		}
		made, err := s.DeploymentsCreateWithResponse(ctx, wanted)
		if err != nil {
			return err
		}
		name := made.JSON201.Name
		m.ID, m.Name = text(name), text(name)
		needsMore := m.Paused.ValueBool() || boolSent(m.AutoRollback) != nil || numberSent(m.ReadyDeadlineSeconds) != nil
		if needsMore || len(m.Images.Elements()) > 0 || len(m.Replicas.Elements()) > 0 {
			if err := m.configure(ctx, s, name); err != nil {
				return err
			}
		}
		if err := m.wait(ctx, s, name); err != nil {
			return err
		}
		return m.reread(ctx, s, name)
	},
	read: func(ctx context.Context, s *session, m *deploymentModel) error {
		if m.WaitForReady.IsNull() {
			m.WaitForReady = types.BoolValue(false)
		}
		return m.reread(ctx, s, m.ID.ValueString())
	},
	change: func(ctx context.Context, s *session, plan, state *deploymentModel) error {
		name := state.Name.ValueString()
		if err := plan.configure(ctx, s, name); err != nil {
			return err
		}
		if err := plan.wait(ctx, s, name); err != nil {
			return err
		}
		return plan.reread(ctx, s, name)
	},
	end: func(ctx context.Context, s *session, m *deploymentModel) error {
		name := m.Name.ValueString()
		if _, err := s.DeploymentsDeleteByNameWithResponse(ctx, name); err != nil {
			return err
		}
		// Its template and its team can only go when it is gone.
		return until(ctx, s, name, func(_ *api.Deployment, err error) (bool, error) {
			if moorage.IsNotFound(err) {
				return true, nil
			}
			return false, err
		})
	},
})
