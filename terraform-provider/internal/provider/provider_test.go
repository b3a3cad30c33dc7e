package provider

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
)

func TestEverySchemaIsValidAndSaysWhatItIs(t *testing.T) {
	ctx := context.Background()
	var settings provider.SchemaResponse
	New().Schema(ctx, provider.SchemaRequest{}, &settings)
	if found := settings.Schema.ValidateImplementation(ctx); found.HasError() {
		t.Error(found)
	}
	names := map[string]bool{}
	for _, make := range New().Resources(ctx) {
		var named resource.MetadataResponse
		var described resource.SchemaResponse
		made := make()
		made.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "moorage"}, &named)
		made.Schema(ctx, resource.SchemaRequest{}, &described)
		if found := described.Schema.ValidateImplementation(ctx); found.HasError() || described.Schema.MarkdownDescription == "" || names[named.TypeName] {
			t.Errorf("%s: %v", named.TypeName, found)
		}
		names[named.TypeName] = true
		if _, ok := made.(resource.ResourceWithImportState); !ok {
			t.Errorf("%s cannot be imported", named.TypeName)
		}
	}
	for _, make := range New().DataSources(ctx) {
		var described datasource.SchemaResponse
		make().Schema(ctx, datasource.SchemaRequest{}, &described)
		if found := described.Schema.ValidateImplementation(ctx); found.HasError() || described.Schema.MarkdownDescription == "" {
			t.Errorf("%s: %v", described.Schema.MarkdownDescription, found)
		}
	}
}

// asked is what a server was asked with, by the settings and the environment.
func askedWith(t *testing.T, config settings, env map[string]string) (http.Header, error) {
	t.Helper()
	var header http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "[]")
	}))
	defer server.Close()
	made, err := connect(config, func(name string) string { return strings.ReplaceAll(env[name], "SERVER", server.URL) })
	if err != nil {
		return nil, err
	}
	_, err = made.V1OrgsListWithResponse(t.Context())
	return header, err
}

func TestTakesItsSettingsFromTheConfigurationAndThenTheEnvironment(t *testing.T) {
	address := map[string]string{"MOORAGE_SERVER": "SERVER/api/v1", "MOORAGE_ORG_ID": "org"}
	with := func(more map[string]string) map[string]string {
		all := map[string]string{}
		for _, some := range []map[string]string{address, more} {
			for name, value := range some {
				all[name] = value
			}
		}
		return all
	}
	keyed := with(map[string]string{"MOORAGE_API_KEY": "u_env"})
	for name, one := range map[string]struct {
		config settings
		env    map[string]string
		want   map[string]string
	}{
		"the environment":          {settings{}, keyed, map[string]string{"X-Api-Key": "u_env", "X-Org-Id": "org"}},
		"the configuration before": {settings{BearerToken: types.StringValue("jwt")}, keyed, map[string]string{"Authorization": "Bearer jwt", "X-Api-Key": "", "X-Org-Id": "org"}},
		"the key of an organization": {settings{OrgID: types.StringValue("mine")}, with(map[string]string{"MOORAGE_ORG_KEY": "org_k", "MOORAGE_ORG_SECRET": "s"}),
			map[string]string{"X-Org-Key": "org_k", "X-Org-Secret": "s", "X-Org-Id": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			header, err := askedWith(t, one.config, one.env)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range one.want {
				if header.Get(name) != value {
					t.Errorf("%s is %q", name, header.Get(name))
				}
			}
			if !strings.HasPrefix(header.Get("User-Agent"), "terraform-provider-moorage/") {
				t.Errorf("User-Agent is %q", header.Get("User-Agent"))
			}
		})
	}
	for want, env := range map[string]map[string]string{
		"base_url":   {"MOORAGE_API_KEY": "u_env"},
		"one way":    address,
		"two halves": with(map[string]string{"MOORAGE_ORG_KEY": "org_k"}),
	} {
		if _, err := askedWith(t, settings{}, env); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v in place of %s", err, want)
		}
	}
}

func TestWaitsForWhatStillRefersToAThing(t *testing.T) {
	conflict := &moorage.Error{Status: http.StatusConflict, Message: "It is used by node pool a."}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	times := 0
	err := untilFree(ctx, func() error {
		if times++; times < 3 {
			return conflict
		}
		return nil
	})
	if err != nil || times != 3 {
		t.Errorf("got %v after %d times", err, times)
	}
	short, end := context.WithTimeout(t.Context(), time.Millisecond)
	defer end()
	if err := untilFree(short, func() error { return conflict }); !errors.Is(err, conflict) {
		t.Errorf("got %v in place of what refers to it", err)
	}
	broken := errors.New("broken")
	if err := untilFree(ctx, func() error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestKnowsTheSameNameInOtherSpellings(t *testing.T) {
	for name, want := range map[string]string{
		"www": "www", "WWW.": "www", "www.example.org": "www", "www.Example.org.": "www", "@": "@", "example.org.": "@", "*.a": "*.a", "notexample.org": "notexample.org",
	} {
		if got := recordName(name, "Example.org."); got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
	for one, other := range map[string]string{"2001:DB8:0::1": "2001:db8::1", "10.0.0.1": "10.0.0.1", "what": "what"} {
		if address(one) != other {
			t.Errorf("%s is %s", one, address(one))
		}
	}
	had := types.StringValue("Example.ORG.")
	if kept := sameAs(had, "example.org", hostName); kept != had {
		t.Errorf("kept %s", kept)
	}
	if taken := sameAs(had, "other.org", hostName); taken.ValueString() != "other.org" {
		t.Errorf("took %s", taken)
	}
}

func TestTellsEmptyFromNone(t *testing.T) {
	if told := orNone(types.StringNull(), ""); !told.IsNull() {
		t.Errorf("none is %s", told)
	}
	if told := orNone(types.StringValue("x"), ""); told.IsNull() {
		t.Error("a text that was emptied is not told from none")
	}
	if sentBody, _ := json.Marshal(orCleared(types.StringNull())); string(sentBody) != "null" {
		t.Errorf("clears by %s", sentBody)
	}
	if told := mapOrNone(types.MapNull(types.StringType), nil); !told.IsNull() {
		t.Errorf("no map is %s", told)
	}
}

func TestForgetsASecretThatWasChangedElsewhere(t *testing.T) {
	had := sealed{Value: types.StringValue("mine"), Version: types.Int64Value(2)}
	had.fill("A", "", 2, false)
	if had.Value.ValueString() != "mine" {
		t.Error("forgot a value that is the present one")
	}
	had.fill("A", "", 3, false)
	if !had.Value.IsNull() {
		t.Error("kept a value that is not the present one")
	}
}

func TestReadsTheSizeOfAnRSAKey(t *testing.T) {
	field := func(body ...byte) []byte { return append([]byte{0, 0, 0, byte(len(body))}, body...) }
	wire := append(append(field([]byte("ssh-rsa")...), field(1, 0, 1)...), field(0, 0xff, 0)...)
	if bits := bitsOfRSA(base64.StdEncoding.EncodeToString(wire)); bits != 16 {
		t.Errorf("has %d bits", bits)
	}
	for _, broken := range []string{"", "!", base64.StdEncoding.EncodeToString(wire[:9]), base64.StdEncoding.EncodeToString([]byte{0xff, 0xff, 0xff, 0xff, 1})} {
		if bits := bitsOfRSA(broken); bits != 0 {
			t.Errorf("%q has %d bits", broken, bits)
		}
	}
}

func TestAttachesInPiecesAndDetachesWhatIsThere(t *testing.T) {
	pieces, detached := []int{}, []string{}
	pool := attachment[poolServersModel, *poolServersModel]{
		attach: func(_ context.Context, _ *session, _ string, ids []string) error {
			pieces = append(pieces, len(ids))
			return nil
		},
		detach: func(_ context.Context, _ *session, _, id string) error {
			detached = append(detached, id)
			return missing("server")
		},
	}
	if err := pool.attachAll(t.Context(), nil, "pool", make([]string, 2*most+1)); err != nil || len(pieces) != 3 || pieces[2] != 1 {
		t.Errorf("attached %v, %v", pieces, err)
	}
	if err := pool.attachAll(t.Context(), nil, "pool", nil); err != nil || len(pieces) != 3 {
		t.Error("asked to attach nothing")
	}
	if err := pool.detachAll(t.Context(), nil, "pool", []string{"a", "b"}); err != nil || len(detached) != 2 {
		t.Errorf("detached %v, %v", detached, err)
	}
}
