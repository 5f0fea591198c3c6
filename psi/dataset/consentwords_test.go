package dataset

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// headersThatAsk say, surely or probably, who consented, withdrew, was deleted, or that something ends.
const headersThatAsk = `Keine E-Mails|Bitte nicht kontaktieren|Sperrvermerk|Werbesperrkennzeichen|Kontaktverbot|Werbeverbot|Werbestopp|Kein Newsletter|Nicht anrufen|Nicht mehr anschreiben|
Löschantrag|Werbung unerwünscht|DOI|Newsletter-Abo|Abo gekündigt|Werbung zulässig|Werbeerlaubnis|Einwilligung|Datenschutzfreigabe|Keine Werbung|Austritt am|LOESCHKZ|Sperre|
Ne pas solliciter|Pas de prospection|Opposizione|Non desidera comunicazioni|No enviar|No desea publicidad|Rechazado|Não enviar|Recusou|Aceito|Inscrit newsletter|Résilié le|Interdit|
Opposition marketing|Acepta publicidad|Permiso comercial|Non inviare|Divieto di contatto|Rifiutato|Proibido|Não contatar|Acconsente|Disdetta|Anulado|
lopd|ausgeschlossen|ends_at|not_after|exclude_from_marketing|excluded|do_not_target|do_not_advertise|declined|complaint_date|marked_email_as_spam|TPS registered|dnc_list|denylisted|supp_flag|agreed_to_marketing|
marketing_agreed|approved_for_marketing|is_marketable|profiling_allowed|third_party_sharing|subscription|permissions|usp|ad_user_data|ad_storage|never_email|no_longer_interested|
doNotTarget|DoNotAdvertise|prohibited|dont_share|donttext|ok_to_call|rejected|opposed|
donotbulkemail|Do not allow Bulk Emails|Send Marketing Materials|ShouldForget|Mail Permission Status|smsMarketing.state|emailMarketing.consentState|newsletter.status|
trashed|discarded_at|METADATA$ACTION|header__change_oper|row_status|is_current|effective_to|effective_end_date|permission_end|grant_end|subscription_end|cancelled|account_closed|
canceled_at|terminated_on|closed_at|removal_date|erasure|deletedAt|record_status|current_flag|discard|
配信停止|受信拒否|同意|退会日|削除フラグ|オプトアウト|メルマガ希望|ブラックリスト|購読解除|有効期限|メール配信|禁止|
수신거부|마케팅 동의|탈퇴일|동의 철회|삭제여부|차단|블랙리스트|구독|만료일|
退订|是否同意|拒绝营销|删除标记|注销时间|黑名单|撤回同意|有效期|勿扰|取消订阅|停用|
Отписан|Отказ от рассылки|Согласие|Не звонить|Удалён|Заблокирован|Дата отзыва согласия|Запрет|Чёрный список|Подписка|Срок действия|відписався|
Διαγραφή|Συγκατάθεση|Ανάκληση|Μην καλείτε|Απεγγραφή|Εναντίωση|Λήξη|Όχι email|
Souhlas|Odhlášen|Nesouhlas|Smazáno|Nezasílat|Zákaz kontaktu|Odvoláno|Platnost do|Súhlas|
Hozzájárulás|Leiratkozott|Letiltva|Visszavonva|Törölve|Nem kér hírlevelet|Lejárat|Tiltakozás|
Dezabonat|Consimțământ|Retras|Șters|Refuzat|Nu dorește|Interzis|Valabil până la|
Abonelikten çıktı|Rıza|İzin|Onay|Silindi|Aranmasın|Reddetti|İptal|Kara liste|İstemiyor|Geçerlilik|
Suostumus|Markkinointikielto|Peruutettu|Poistettu|Ei sähköpostia|Estetty|Ei markkinointia|Voimassa|
Samtycke|Avregistrerad ej|Avanmäld|Spärrad|Ingen reklam|Raderad|Återkallat|Inte kontakta|Nekad|
Samtykke|Afmeldt|Frameldt|Slettet|Ingen markedsføring|Tilbagekaldt|Indsigelse|Må ikke kontaktes|Ophør|
Avmeldt|Reservert|Ikke kontakt|Trukket tilbake|Sperret|Utløpsdato|Opphør|
Geen mailing|Niet bellen|Bezwaar|Uitgeschreven|Toestemming|Afgemeld|Ingetrokken|Opgezegd|Geweigerd|Verlopen|Akkoord|
Zgoda|Wypisany|Sprzeciw|Rezygnacja|Wycofano|Usunięty|Zakaz kontaktu|Nie wysyłać|Zablokowany|Odmowa|Ważność|Wygasa|
GelÃ¶scht|LÃ¶schdatum|gel?scht|Gel”scht|gel&ouml;scht|Gelšscht|оpted_out|Gel�scht|T�l�phone|D?sabonn?|optеd_in|ＯＰＴ＿ＯＵＴ|UNSUBSCRIBED_AT|un-subscribe-d|newsletter_yn|comm_prefs|dsar|Lista negra|Cancellato|Liste rouge|拒收|Жалоба|Kielletty|Kérem ne hívjanak|termination|optedOutAt|OptOutDate|geloescht_am`

// headersThatDoNot are in exports of shops, CRMs and warehouses, and say nothing of it.
const headersThatDoNot = `city|birthday|last_order|product_id|first_name|last_name|zip|street|region|gender|age|title|company|notes|tags|created_at|signup_date|last_login|last_seen|total_spent|
orders_count|average_order_value|loyalty_points|tier|vip|language|locale|timezone|currency|utm_source|utm_medium|utm_campaign|referrer|landing_page|device|browser|os|app_version|
order_id|order_number|order_total|sku|quantity|price|tax|discount|coupon_code|shipping_method|shipping_address|billing_city|payment_method|invoice_number|
cancelled_orders|order_cancelled_at|card_declined|price_excluding_tax|exclusive_access|returned_items|card_expiry|password_expires_at|subscription_plan|subscription_price|user_permissions|
Mailing State|Mailing City|Mailing Street|Other State|Lead Source|Industry|Annual Revenue|Number of Employees|Website|Owner|Score|Segment|Persona|Lifecycle Stage|
Vorname|Nachname|Straße|PLZ|Ort|Geburtsdatum|Anrede|Kundengruppe|Umsatz|Bestellungen|Letzte Bestellung|Sperrgut|Filiale|Beruf|Titel|
Prénom|Nom|Ville|Code postal|Date de naissance|Dernière commande|Magasin|Civilité|Nombre|Apellido|Ciudad|Fecha de nacimiento|Último pedido|Provincia|
Cognome|Città|Data di nascita|Sobrenome|Cidade|Data de nascimento|Achternaam|Plaats|Geboortedatum|Imię|Nazwisko|Miasto|Příjmení|Město|Vezetéknév|Város|
Efternamn|Stad|Etunimi|Sukunimi|Kaupunki|Soyadı|Şehir|Doğum tarihi|Фамилия|Имя|Город|Дата рождения|Όνομα|Πόλη|氏名|住所|生年月日|都道府県|姓名|城市|生日|이름|도시|생년월일|
No|Phone No|option|Adopted|category|stopover|shop|American|email_domain|phone_type|height_µm|Größe|Maße|Café|Niño|Señor|newsletter_source|lookup_id|uuid|row_number|batch_id|
ingested_at|etl_loaded_at|partition_date|latitude|longitude|store_id|campaign_name|nps_score|clicks|opens|page_views|session_count|nickname|marital_status|education|hobby|
annual_income|removable|remote|noticed_at|nothing|blocks|accessories|interests|favorite_color|shoe_size|spam_score|house_number|district|county|Zustand|Land|engelsk|engine|Recent Deal Close Date|closing_balance|email_opened|emails_sent|order_status|delivery_status|Empfohlen von|Losnummer|
supplier|support_tickets|Stop name|Altersfreigabe|Prix m²|Umsatz €|Q&A|naïve|отзывы|Заказ|Цвет|颜色|サイズ|What is your size?`

func headerList(s string) (all []string) {
	for h := range strings.SplitSeq(strings.ReplaceAll(s, "\n", ""), "|") {
		all = append(all, h)
	}
	return all
}

func TestHeadersThatAsk(t *testing.T) {
	ask, not := headerList(headersThatAsk), headerList(headersThatDoNot)
	require.Greater(t, len(ask), 150)
	require.Greater(t, len(not), 100)
	var passed, stopped []string
	for _, h := range ask {
		if !withholds(h) && roleOf(h) != RoleGiven {
			passed = append(passed, h)
		}
	}
	for _, h := range not {
		if withholds(h) {
			stopped = append(stopped, h)
		}
	}
	require.Empty(t, passed, "these must stop an import or be read")
	require.Empty(t, stopped, "these must not")
}
