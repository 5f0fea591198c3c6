package dataset

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The names that Outlook gives to the columns of its export in other languages, after Exchange's table of them.
func TestOutlookLanguages(t *testing.T) {
	for role, headers := range map[Role]string{
		RoleEmail: "Adresse de messagerie|Adresse de messagerie 2|Dirección de correo electrónico 2|Dirección del correo electrónico 3|" +
			"Indirizzo posta elettronica 3|E-mailadres 2|Endereço de email 3|Endereço de correio electrónico|Endereço do correio electrónico 2|" +
			"Adres e-mail 2|E-mail 2-adresse|E-postadresse 3|E-mailová adresa 3|電子メール アドレス|電子メール 2 アドレス|전자 메일 주소|전자 메일 3 주소",
		RolePhone: "Téléphone (bureau)|Téléphone 2 (domicile)|Téléphone (autre)|Tél. mobile|Téléphone principal|Otro teléfono|Teléfono del trabajo|" +
			"Altro telefono|Telefono principale|Cellulare|Telefoon thuis 2|Telefoon op werk|Mobiele telefoon|Hoofdtelefoon|Andere telefoon|" +
			"Telefone da residência|Telemóvel|Outro telefone|Telefone comercial 2|Inny telefon|Telefon domowy 2|Telefon służbowy|Telefon komórkowy|" +
			"Anden telefon|Telefon 2 (arbejde)|Primær telefon|Annen telefon|Telefon 2, priv.|Telefon, arb.|Hovedtelefon|Telefon 2 (zam.)|Primární telefon|" +
			"携帯電話|自宅電話 2|会社電話|その他の電話|通常の電話|휴대폰|집 전화 번호|집 전화 2|근무처 전화|기타 전화|기본 전화",
		RoleCountry: "Pays/Région (autre)|Otro país o región|País o región del domicilio|Paese (ab.)|Paese (uff.)|Altro paese|Land/regio (thuis)|" +
			"Outro País/Região|País da Residência/Região|Inny adres - kraj/region|Land/område (arbejde)|Annet land/område|国 (会社)/地域|国 (その他)/地域|" +
			"근무지 국가/지역|집 주소 국가/지역",
		// Of somebody or something else, or about the value.
		"": "Type de messagerie|Nom complet de l'adresse de messagerie|Téléphone société|Téléphone (voiture)|Téléphone de l'assistant(e)|" +
			"Télécopie (autre)|Tipo de correo electrónico 2|Radioteléfono|Telefono auto|Telefono assistente|Telefono principale società|" +
			"Tipo posta elettronica|Telefoon assistent|Hoofdtelefoon bedrijf|Autotelefoon|E-mailtype 3|Tipo de correio electrónico|Telefone do assistente|" +
			"Telefone principal da empresa|Telefone do carro|Rodzaj e-mail 2|E-mail 3-type|Biltelefon|Assistentens telefon|Hovedtelefon for firma|" +
			"電子メールの種類|秘書の電話|会社代表電話|自動車電話|전자 메일 유형|비서 전화 번호|회사 대표 전화",
	} {
		for header := range strings.SplitSeq(headers, "|") {
			require.Equal(t, role, roleOf(header), header)
		}
	}
}

// Headers as people shorten them, and those of Dynamics, are used without a mapping.
func TestShortHeaders(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]Role{
		"E-Mail (geschäftl.)": RoleEmail, "E-Mail gesch.": RoleEmail, "E-Mail-Adr.": RoleEmail, "Zweit-E-Mail": RoleEmail, "EMAIL_ADDR": RoleEmail,
		"emailaddress1": RoleEmail, "Tel. gesch.": RolePhone, "Mobil dienstl.": RolePhone, "Handynr.": RolePhone, "Rufnr.": RolePhone, "Fon": RolePhone,
		"PHONE_NBR": RolePhone, "telephone1": RolePhone, "mobilephone": RolePhone,
	} {
		require.Equal(t, want, roleOf(header), header)
	}
}
