package provider

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
)

// most is how many things the API attaches in one request.
const most = 500

// pairing is a model of what is attached to what.
type pairing[M any] interface {
	entity[M]
	// sides are the holder and what it holds.
	sides() (*types.String, *types.Set)
}

// attachment is everything of one kind that a thing holds: what is missing is attached and what is too much is detached.
type attachment[M any, P pairing[M]] struct {
	name, noun, about, holder, held string
	list                            func(ctx context.Context, s *session, holder string) ([]string, error)
	attach                          func(ctx context.Context, s *session, holder string, ids []string) error
	detach                          func(ctx context.Context, s *session, holder, id string) error
}

func idsOf[T any](items []T, idOf func(T) string) []string {
	ids := make([]string, len(items))
	for index, one := range items {
		ids[index] = idOf(one)
	}
	return ids
}

func (a attachment[M, P]) attachAll(ctx context.Context, s *session, holder string, ids []string) error {
	for chunk := range slices.Chunk(ids, most) {
		if err := a.attach(ctx, s, holder, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (a attachment[M, P]) detachAll(ctx context.Context, s *session, holder string, ids []string) error {
	for _, id := range ids {
		// Without the thing, or without its holder, it is attached no more.
		if err := a.detach(ctx, s, holder, id); err != nil && !moorage.IsNotFound(err) {
			return err
		}
	}
	return nil
}

func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}

func (a attachment[M, P]) kind() func() resource.Resource {
	return of(kind[M, P]{
		name: a.name, noun: a.noun, about: a.about,
		attributes: map[string]schema.Attribute{
			a.holder: required("What they are attached to; also what an import is given.", replace),
			a.held:   textSet("Ids of what is attached."),
		},
		imported: func(id string) (map[string]string, error) {
			if id == "" {
				return nil, errors.New("it is empty")
			}
			return map[string]string{"id": id, a.holder: id}, nil
		},
		create: func(ctx context.Context, s *session, m P) error {
			holder, held := m.sides()
			m.common().ID = *holder
			return a.attachAll(ctx, s, holder.ValueString(), textsOf(held))
		},
		read: func(ctx context.Context, s *session, m P) error {
			holder, held := m.sides()
			ids, err := a.list(ctx, s, holder.ValueString())
			if err == nil {
				*held = setOf(ids)
			}
			return err
		},
		change: func(ctx context.Context, s *session, plan, state P) error {
			holder, wanted := plan.sides()
			_, had := state.sides()
			if err := a.attachAll(ctx, s, holder.ValueString(), without(textsOf(wanted), textsOf(had))); err != nil {
				return err
			}
			return a.detachAll(ctx, s, holder.ValueString(), without(textsOf(had), textsOf(wanted)))
		},
		end: func(ctx context.Context, s *session, m P) error {
			holder, held := m.sides()
			return a.detachAll(ctx, s, holder.ValueString(), textsOf(held))
		},
	})
}
