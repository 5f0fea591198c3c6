package person

import (
	"encoding/json"
	"time"

	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// The vocabularies of LD. Its terms are those of W3C DPV 2.3.
var ldContext = map[string]any{
	"dpv": "https://w3id.org/dpv#", "pd": "https://w3id.org/dpv/pd#", "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
	"dct": "http://purl.org/dc/terms/", "xsd": "http://www.w3.org/2001/XMLSchema#",
}

type ld map[string]any

func is(term string) ld { return ld{"@id": term} }

func ldTime(t time.Time) ld {
	return ld{"@type": "xsd:dateTime", "@value": t.UTC().Format(time.RFC3339)}
}

// literal is a text of the controller's; one in another language than was asked for says so.
func literal(t controller.Text, language string) any {
	text, other := t.In(language)
	if other == "" {
		return text
	}
	return ld{"@value": text, "@language": other}
}

// LD is the answer as JSON-LD in terms of the W3C's Data Privacy Vocabulary: one process for each session that the person
// had to do with, or of which nobody can tell.
func (p *Page) LD() ([]byte, error) {
	w, err := in(p.Language)
	if err != nil {
		return nil, err
	}
	b := &builder{w: w, report: p.Report, c: p.Controller, found: find(p.Report, p.Controller.Legal)}
	person := ld{"@type": "dpv:DataSubject"}
	if p.Report.User != "" {
		person["dpv:hasIdentifier"] = p.Report.User
	}
	all := ld{
		"@context": ldContext, "@type": "dpv:RightExerciseRecord", "dpv:hasRight": is("eu-gdpr:A15"), "dct:issued": ldTime(p.Report.Asked),
		"dct:language": p.Language, "dct:title": first(b), "dpv:hasDataSubject": person,
	}
	if c := p.Controller; c != nil {
		of := ld{"@type": "dpv:DataController", "dpv:hasName": c.Name, "dpv:hasContact": c.Contact}
		if c.Address != "" {
			of["dpv:hasAddress"] = c.Address
		}
		all["dpv:hasDataController"] = of
		all["dpv:hasAuthority"] = ld{"@type": "dpv:DataProtectionAuthority", "dpv:hasName": literal(c.Authority, p.Language)}
	}
	processes := []ld{}
	for _, x := range b.found.partners {
		for _, result := range []result{matched, absent, few, counted, gone} {
			for _, s := range x.sessions[result] {
				processes = append(processes, b.process(s, x.name, result))
			}
		}
	}
	all["dpv:hasProcess"] = processes
	return json.MarshalIndent(all, "", " ")
}

func first(b *builder) string {
	text, _ := b.answer()
	return text
}

// outcomes are results in words, for programs.
var outcomes = map[result]string{matched: "matched", absent: "not on the list", few: "few matches, forgotten", counted: "counted only", gone: "nobody can tell"}

// process is one session.
func (b *builder) process(s *subject.SessionAnswer, advertiser string, x result) ld {
	purpose, does := "dpv:TargetedAdvertising", []ld{is("dpv:Match")}
	if s.Mode == psi.Count {
		purpose = "dpv:Advertising"
	}
	if x == matched && s.Mode.Audience() {
		does = append(does, is("dpv:Store"))
	}
	if !s.Delivered.IsZero() {
		does = append(does, is("dpv:Share"))
	}
	p := ld{
		"@type": "dpv:Process", "dct:identifier": s.Session, "dct:date": ldTime(s.Opened), "dct:description": outcomes[x],
		"dpv:hasPurpose": ld{"@type": purpose, "dct:title": s.Purpose}, "dpv:hasProcessing": does,
		"dpv:hasRecipient":                      ld{"@type": "dpv:Recipient", "dpv:hasName": advertiser},
		"dpv:hasTechnicalOrganisationalMeasure": is("dpv:CryptographicMethods"),
	}
	var data []ld
	for _, t := range s.Types.Names() {
		switch identity.Type(t) {
		case identity.Email:
			data = append(data, is("pd:EmailAddress"))
		case identity.Phone:
			data = append(data, is("pd:TelephoneNumber"))
		}
	}
	p["dpv:hasPersonalData"] = data
	if b.c == nil {
		return p
	}
	p["dpv:hasStorageCondition"] = ld{"@type": "dpv:StorageCondition", "dct:description": literal(b.c.Retention, b.w.lang)}
	if of, ok := b.c.Purposes[s.Purpose]; ok {
		p["dpv:hasLegalBasis"] = ld{"@type": "dpv:LegalBasis", "dct:description": literal(of.Basis, b.w.lang)}
	}
	return p
}
