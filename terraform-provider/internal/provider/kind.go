package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
)

// base is what every resource has.
type base struct {
	ID       types.String   `tfsdk:"id"`
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

func (b *base) common() *base { return b }

// entity is a model that embeds base.
type entity[M any] interface {
	*M
	common() *base
}

// kind is one kind of resource: how it is described, and how the API makes, reads, changes and ends it. Each function fills the model that it
// is given with what the API answers. One without `change` is made anew for every change.
type kind[M any, P entity[M]] struct {
	name, noun, about string
	attributes        map[string]schema.Attribute
	validators        []resource.ConfigValidator
	create, read, end func(context.Context, *session, P) error
	change            func(ctx context.Context, s *session, plan, state P) error
	// imported is what the id of an import says, by attribute; only the id itself where it is nil.
	imported func(id string) (map[string]string, error)
	// patience is how long one operation may take where the configuration does not say.
	patience time.Duration
}

// of makes the kind known to the provider.
func of[M any, P entity[M]](k kind[M, P]) func() resource.Resource {
	if k.patience == 0 {
		k.patience = 2 * time.Minute
	}
	return func() resource.Resource { return &thing[M, P]{kind: k} }
}

// thing is a kind as Terraform talks to it.
type thing[M any, P entity[M]] struct {
	kind kind[M, P]
	with *session
}

func (t *thing[M, P]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + t.kind.name
}

func (t *thing[M, P]) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{"id": fixed("What it is known by; also what it is imported by, unless said otherwise.")}
	for name, attribute := range t.kind.attributes {
		attributes[name] = attribute
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: t.kind.about,
		Attributes:          attributes,
		Blocks:              map[string]schema.Block{"timeouts": timeouts.BlockAll(ctx)},
	}
}

func (t *thing[M, P]) ConfigValidators(context.Context) []resource.ConfigValidator {
	return t.kind.validators
}

func (t *thing[M, P]) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	// Terraform asks for schemas before it configures.
	if made, ok := req.ProviderData.(*session); ok {
		t.with = made
	}
}

// within bounds what is done by what the configuration says of this operation.
func (t *thing[M, P]) within(ctx context.Context, model P, name string) (context.Context, context.CancelFunc) {
	text, ok := model.common().Timeouts.Attributes()[name].(types.String)
	if ok && !text.IsNull() && !text.IsUnknown() {
		if told, err := time.ParseDuration(text.ValueString()); err == nil {
			return context.WithTimeout(ctx, told)
		}
	}
	return context.WithTimeout(ctx, t.kind.patience)
}

func (t *thing[M, P]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bounded, cancel := t.within(ctx, &plan, "create")
	defer cancel()
	err := t.kind.create(bounded, t.with, &plan)
	// What was made and then failed is kept, so that it can be ended.
	if err == nil || !P(&plan).common().ID.IsUnknown() {
		resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	}
	if err != nil {
		resp.Diagnostics.AddError(fmt.Sprintf("Cannot create the %s", t.kind.noun), err.Error())
	}
}

func (t *thing[M, P]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bounded, cancel := t.within(ctx, &state, "read")
	defer cancel()
	err := t.kind.read(bounded, t.with, &state)
	switch {
	case moorage.IsNotFound(err):
		resp.State.RemoveResource(ctx)
	case err != nil:
		resp.Diagnostics.AddError(fmt.Sprintf("Cannot read the %s", t.kind.noun), err.Error())
	default:
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	}
}

func (t *thing[M, P]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bounded, cancel := t.within(ctx, &plan, "update")
	defer cancel()
	// Without a change of its own only its timeouts differ.
	if t.kind.change != nil {
		if err := t.kind.change(bounded, t.with, &plan, &state); err != nil {
			resp.Diagnostics.AddError(fmt.Sprintf("Cannot change the %s", t.kind.noun), err.Error())
			return
		}
	} else if err := t.kind.read(bounded, t.with, &plan); err != nil {
		resp.Diagnostics.AddError(fmt.Sprintf("Cannot read the %s", t.kind.noun), err.Error())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (t *thing[M, P]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bounded, cancel := t.within(ctx, &state, "delete")
	defer cancel()
	err := untilFree(bounded, func() error { return t.kind.end(bounded, t.with, &state) })
	if err != nil && !moorage.IsNotFound(err) {
		resp.Diagnostics.AddError(fmt.Sprintf("Cannot delete the %s", t.kind.noun), err.Error())
	}
}

// untilFree repeats a deletion while something still refers to the thing: what refers to it may be on its way out, in this run or in
// another one. When the time is over, the answer says what it is.
func untilFree(ctx context.Context, end func() error) error {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := end()
		if !moorage.IsConflict(err) {
			return err
		}
		deadline, _ := ctx.Deadline()
		if time.Until(deadline) < pause {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func (t *thing[M, P]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	values := map[string]string{"id": req.ID}
	if t.kind.imported != nil {
		told, err := t.kind.imported(req.ID)
		if err != nil {
			resp.Diagnostics.AddError(fmt.Sprintf("This is no id of a %s", t.kind.noun), err.Error())
			return
		}
		values = told
	}
	for name, value := range values {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}
