package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// source is one kind of data source: how it is described, and how the API fills it.
type source[M any] struct {
	name, about string
	attributes  map[string]schema.Attribute
	read        func(context.Context, *session, *M) error
}

// asSource makes it known to the provider.
func asSource[M any](s source[M]) func() datasource.DataSource {
	return func() datasource.DataSource { return &reading[M]{source: s} }
}

// reading is a source as Terraform talks to it.
type reading[M any] struct {
	source source[M]
	with   *session
}

func (r *reading[M]) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.source.name
}

func (r *reading[M]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: r.source.about, Attributes: r.source.attributes}
}

func (r *reading[M]) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	if made, ok := req.ProviderData.(*session); ok {
		r.with = made
	}
}

func (r *reading[M]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model M
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.source.read(ctx, r.with, &model); err != nil {
		resp.Diagnostics.AddError(fmt.Sprintf("Cannot read moorage_%s", r.source.name), err.Error())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// filter narrows a list down.
func filter(about string) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: about}
}

func given(about string) schema.StringAttribute {
	return schema.StringAttribute{Required: true, MarkdownDescription: about}
}

// rows is a list of things with these texts.
func rows(about string, names ...string) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: about, NestedObject: schema.NestedAttributeObject{Attributes: answers(names...)},
	}
}

func answers(names ...string) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for _, name := range names {
		attributes[name] = schema.StringAttribute{Computed: true}
	}
	return attributes
}

// asked is a text of a filter, absent where nothing is asked for.
func asked[T ~string](value types.String) *T { return sent[T](value) }
