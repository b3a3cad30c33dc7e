package provider

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

// missing is what lists say of something that is not in them.
func missing(noun string) error {
	return &moorage.Error{Status: http.StatusNotFound, Code: "not_found", Message: "There is no such " + noun + "."}
}

func find[T any](items []T, isIt func(T) bool, noun string) (T, error) {
	for _, one := range items {
		if isIt(one) {
			return one, nil
		}
	}
	var none T
	return none, missing(noun)
}

// orgFor is the organization that something belongs to: its own setting, or that of the provider.
func (s *session) orgFor(own types.String) (string, error) {
	if org := firstOf(own.ValueString(), s.orgID); org != "" {
		return org, nil
	}
	return "", errors.New("say which organization this is about, by org_id here or in the provider")
}

// inOrg is how things within an organization are imported: `<organization>/<id>`.
func inOrg(id string) (map[string]string, error) {
	org, own, found := strings.Cut(id, "/")
	if !found || org == "" || own == "" {
		return nil, errors.New("it has to be <id of the organization>/<id>")
	}
	return map[string]string{"org_id": org, "id": own}, nil
}

type teamModel struct {
	base
	OrgID     types.String `tfsdk:"org_id"`
	Name      types.String `tfsdk:"name"`
	CreatedAt types.String `tfsdk:"created_at"`
}

func (m *teamModel) fill(told api.Team) {
	m.ID, m.OrgID, m.Name, m.CreatedAt = text(told.ID), text(told.OrgID), named(m.Name, told.Name), moment(told.CreatedAt)
}

var team = of(kind[teamModel, *teamModel]{
	name: "team", noun: "team",
	about: "A team of an organization. Imported by `<organization>/<team>`.",
	attributes: map[string]schema.Attribute{
		"org_id":     chosen("The organization; that of the provider when absent.", replace),
		"name":       required("Name of the team."),
		"created_at": fixed("When it was made."),
	},
	imported: inOrg,
	create: func(ctx context.Context, s *session, m *teamModel) error {
		org, err := s.orgFor(m.OrgID)
		if err != nil {
			return err
		}
		made, err := s.TeamsCreateWithResponse(ctx, api.TeamCreate{OrgID: org, Name: m.Name.ValueString()})
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *teamModel) error {
		found, err := s.TeamsListWithResponse(ctx, &api.TeamsListParams{OrgID: sent[string](m.OrgID)})
		if err != nil {
			return err
		}
		told, err := find(*found.JSON200, func(one api.Team) bool { return one.ID == m.ID.ValueString() }, "team")
		if err == nil {
			m.fill(told)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *teamModel) error {
		changed, err := s.TeamsUpdateWithResponse(ctx, state.ID.ValueString(), api.TeamUpdate{Name: plan.Name.ValueString()})
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *teamModel) error {
		_, err := s.TeamsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
