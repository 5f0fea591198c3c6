package person

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// known are the terms of DPV 2.3 that are used; each was looked up there.
var known = []string{
	"dpv:Advertising", "dpv:CryptographicMethods", "dpv:DataController", "dpv:DataProtectionAuthority", "dpv:DataSubject", "dpv:LegalBasis",
	"dpv:Match", "dpv:Process", "dpv:Recipient", "dpv:RightExerciseRecord", "dpv:Share", "dpv:StorageCondition", "dpv:Store",
	"dpv:TargetedAdvertising", "dpv:hasAddress", "dpv:hasAuthority", "dpv:hasContact", "dpv:hasDataController", "dpv:hasDataSubject",
	"dpv:hasIdentifier", "dpv:hasLegalBasis", "dpv:hasName", "dpv:hasPersonalData", "dpv:hasProcess", "dpv:hasProcessing", "dpv:hasPurpose",
	"dpv:hasRecipient", "dpv:hasRight", "dpv:hasStorageCondition", "dpv:hasTechnicalOrganisationalMeasure",
	"eu-gdpr:A15", "pd:EmailAddress", "pd:TelephoneNumber",
}

// JSON-LD has a process for each session, and no term that DPV does not have.
func TestLD(t *testing.T) {
	for _, mode := range []psi.Mode{psi.Count, psi.Activate, psi.Blinded} {
		b, err := (&Page{Report: hundred(7, mode, mode != psi.Count), Language: "en", Controller: controllerOf()}).LD()
		require.NoError(t, err)
		var all struct {
			Processes []map[string]any `json:"dpv:hasProcess"`
		}
		require.NoError(t, json.Unmarshal(b, &all))
		require.Len(t, all.Processes, 100)
		for _, term := range regexp.MustCompile(`"((?:dpv|pd|eu-gdpr):[^"]+)"`).FindAllSubmatch(b, -1) {
			require.True(t, slices.Contains(known, string(term[1])), string(term[1]))
		}
	}
}
