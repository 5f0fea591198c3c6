package dataset

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// headersThatAsk say, surely or probably, who consented, withdrew, was deleted, or that something ends.
const headersThatAsk = `Werbung_erlaubt_bis|marketing allowed until|Contact permitted since|mkt_status|Kundenstatus|Statut|Statut du client|Estado del cliente|stato iscrizione|is_active_subscriber|Customer Active|Aktiver Kunde|newsletter_fr|Weekly Newsletter|Newsletter Damen|sms_de|Keine E-Mails|Bitte nicht kontaktieren|Sperrvermerk|Werbesperrkennzeichen|Kontaktverbot|Werbeverbot|Werbestopp|Kein Newsletter|Nicht anrufen|Nicht mehr anschreiben|
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
GelÃ¶scht|LÃ¶schdatum|gel?scht|Gel”scht|gel&ouml;scht|Gelšscht|оpted_out|Gel�scht|T�l�phone|D?sabonn?|optеd_in|ＯＰＴ＿ＯＵＴ|UNSUBSCRIBED_AT|un-subscribe-d|newsletter_yn|comm_prefs|dsar|Lista negra|Cancellato|Liste rouge|拒收|Жалоба|Kielletty|Kérem ne hívjanak|
churned|churn_date|churn|is_churned|exit_date|exited_at|exit_reason|leave_date|left_at|left_on|hold|on_hold|legal_hold|marketing_hold|litigation_hold|account_hold|minor|
is_minor|under_16|under16|under_18|is_child|child_account|age_restricted|coppa|underage|pause|paused|paused_at|paused_until|pause_until|privacy|privacy_level|
privacy_settings|privacy_mode|private_account|data_privacy|quit_date|resigned|resigned_at|departed|separation_date|end_of_membership|lapsed|lapsed_at|dormant|
inactive_since|unsub_reason|do_not_use|dnu|ignore_user|exclude|is_excluded|blocked_by|blockedlist|ban|bans|ban_reason|banned|no_ads|ads_off|ad_free|opted|opt|optoutdate|
suppression|suppression_list|suppress_reason|stop_list|stop_marketing|stop_date|stopped|terminated|termination_date|ended|ended_at|end_date|closed|closed_date|freeze|
frozen|frozen_at|disabled_at|suspension|suspended_at|quarantine|quarantined|snooze|snoozed_until|vulnerable|vulnerable_customer|gone_away|goneaways|deceased_flag|mps|tps|
ctps|bereaved|cease_contact|cease_marketing|stay_away|leave_alone|refused|refusal|veto|vetoed|disagree|disagreed|dissent|objector|complainant|litigious|litigator|dncl|
dnc_reason|national_dnc|internal_dnc|art_17|art17|art_21|art_7|article21|right_to_object|right_to_erasure|dsar_request|ccpa_optout|gpc_signal|lgpd_status|pdpa|appi|
pipeda_consent|casl|casl_status|can_spam|implied_consent|express_consent|soft_opt_in|double_optin|confirmed_optin|doi_date|preferences|comm_preference|contact_preference|
channel_preferences|email_frequency|allow_contact|contactable|reachable|mailable|addressable|targetable|trackable|eligible|eligibility|marketing_eligible|allowed|
Minderjährig|minderjaehrig|unter 16|unter 18|U16|Jugendlicher|Austrittsdatum|Austrittsgrund|ausgeschieden|Ausscheidedatum|Abgang|Abgangsdatum|Abgangsgrund|pausiert|Pause|
Pause bis|ruhend|ruht|stillgelegt|eingefroren|gesperrt bis|Mahnsperre|Liefersperre|Kontaktstopp|Kontakt-Stopp|Werbe-Stop|Stopp|Stoppvermerk|Privatsphäre|Datenschutz|
DS-Sperre|DSGVO Auskunft|Geschützt|Auskunftssperre|vertraulich|Storno|storniert|storniert am|beendet|beendet am|Ende|Mitglied bis|Aktiv bis|bis|Abmeldedatum|Abbestellung|
abbestellt am|Kündigung zum|verweigert|lehnt ab|ablehnung|abgelehnt|nicht mehr aktiv|inaktiv seit|Ex-Kunde|Exkunde|Altkunde|ehemalig|Karteileiche|Interesse erloschen|
kein Interesse|kein Kontakt|wünscht keine Werbung|Werbung nein|nur Post|mineur|est mineur|moins de 16 ans|moins de 18|date de départ|date de sortie|motif de départ|
sorti le|en pause|pause jusqu'au|suspendu|gelé|bloqué|vie privée|confidentialité|données personnelles|perdu|client perdu|ancien client|inactif|décédé|démission|
démissionnaire|résilié|date de résiliation|clôturé|date de clôture|fermé|ne plus contacter|ne plus appeler|pas d'email|sans email|stop pub|refus email|refus sms|opposé|
s'oppose|liste d'opposition|Bloctel|plus de contact|arrêté|arrêt|menor|menor de edad|es menor|menores de 16|fecha de salida|fecha salida|fecha de baja|motivo baja|
baja voluntaria|en pausa|pausado|congelado|bloqueado|privacidad|protección de datos|cliente perdido|ex cliente|inactivo|fallecido|difunto|exitus|cancelado|
fecha cancelación|cerrado|no molestar|no llamar|no enviar publicidad|no quiere|rechaza|se opone|lista robinson|derecho de oposición|derecho al olvido|supresión|minorenne|
minore|minore di 16|under 16|data uscita|uscito il|data di cessazione|cessato|cessata|in pausa|sospeso|congelato|bloccato|privacy policy|consenso privacy|riservatezza|
cliente perso|inattivo|deceduto|defunto|annullato|chiuso|non disturbare|non chiamare|non contattare|rifiuta|si oppone|opposizione|diritto all'oblio|cancellazione|
disattivato|recesso|data recesso|disdetta|
termination|optedOutAt|OptOutDate|geloescht_am`

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
Nie|NIE|NIF|DNI|CIF|NIE/DNI|Tilt|Verbotszone|deleted_items|Ablaufdatum Karte|Kartenablauf|Karte gültig bis|send_email_count|Size?Color|card_exp_month|card_exp_year|
cc_expiry|exp_month|exp_year|Card Expiration Month|expiry_month|Kreditkarte gültig bis|CC Expires|credit_card_expires_at|points_expire_at|points_expiring|reward_expiry|
Punkte verfallen am|gift_card_expires|voucher_expires|coupon_expiry|discount_expires|offer_expires_at|trial_expires_at|trial_ends_at|trial_end|license_expiry|
passport_expiry|visa_expiry|insurance_expiry_date|warranty_until|contract_end|lease_end_date|subscription_end_price|quote_expires|quote_valid_until|price_valid_until|
valid_from|valid_to_price|cache_expires|access_token_expires_in|refresh_token_expires|session_expiry|days_until_renewal|domain_expiry|ssl_expiry|certificate_expiration|
password_expired|password_reset_expires|otp_expiry|verification_token_expires_at|link_expires_at|deleted_orders|deleted_tasks|deleted_files|deleted_messages|removed_items|
items_removed|cart_removed|removed_from_cart|rejected_payments|payment_declined_count|refused_orders|returns_rejected|cancelled_bookings|cancelled_appointments|
appointments_cancelled|no_show_count|cancellation_count|cancel_rate|cancelled_count|num_cancelled|last_cancelled_order|refund_status|return_status|email_count|
emails_received|sms_sent_count|calls_made|call_count|last_call_date|last_email_sent|last_emailed|send_count|send_time|best_send_time|sends|delivered|delivered_count|
bounce_count|open_rate|click_rate|last_open_date|last_click_date|mail_sent_at|mailing_list_count|campaigns_sent|newsletter_opens|newsletter_clicks|newsletter_count|
email_open_rate|email_clicks|sms_clicks|push_opens|email_template|email_subject|sms_template|email_provider|email_type|phone_carrier|line_type|mobile_os|call_duration|
call_outcome|call_notes|text_color|text|texts|text_1|label_text|Customer Lifetime Value|CLV|RFM Score|Recency|Frequency|Monetary|churn_score|churn_risk|churn_probability|
Churn Risk Score|hold_time|avg_hold_time|holdout_group|household|household_size|household_income|threshold|shareholder|stakeholder|minor_version|minor_units|minority|
privacy_policy_url|privacy_policy_version|exit_page|exit_rate|exit_url|exit_intent_shown|pause_count|locker|locker_number|lock_version|block|block_number|Blocknummer|
building_block|unlocked_achievements|unlocked|wedlock|clock|stock|frozen_food|ice_cream_preference|food_preference|seat_preference|language_preference|preferred_language|
preferred_store|preferred_contact_method|preferred_time|Preferred Method of Contact|currency_preference|shipping_preference|size_preference|color_preference|
subscription_id|subscription_type|subscription_created|subscription_interval|subscription_renewal_date|subscriber_number|subscribers|subscriber_count|subscriptions_count|
plan_name|renewal_date|next_billing_date|membership_level|membership_number|member_since|member_type|membership_tier|membership_start|Mitgliedsnummer|Mitglied seit|
Kunde seit|Kundennummer|Kundenart|Kundentyp|account_type|account_name|account_manager|account_owner|account_balance|account_number|customer_group|customer_type|
customer_segment|customer_since|customer_notes|contact_owner|contact_type|contact_source|contact_name|contact_person|record_type|record_owner|record_source|lead_status|
lead_score|lead_source|deal_stage|deal_status|pipeline|opportunity_stage|close_date|Close Date|closedate|ticket_status|ticket_closed_at|tickets_closed|closed_deals|
closed_won|closing_date|opening_hours|store_closed|sign_up_source|signup_method|signup_ip|registered_at|registration_date|registration_source|activation_date|activated_at|
last_active|last_active_at|last_activity|active_days|days_active|active_users|activity_score|inactivity_days|days_inactive|days_since_last_order|last_purchase|
first_purchase|first_order_date|abandoned_cart|abandoned_checkouts|cart_value|wishlist|favorites|review_count|rating|average_rating|nps|csat|survey_answer|survey_response|
answer|question_1|comment|comments|remarks|description|internal_note|agree_count|likes|dislikes|followers|following|friends|referrals|referral_code|affiliate_id|
promo_code|promo_used|promotions_used|coupon_used|discount_code|offer_id|offers_viewed|offer_code|marketing_source|marketing_channel|marketing_budget|marketing_cost|
marketing_campaign|ad_id|ad_group|adset_name|ad_clicks|ads_clicked|ad_spend|advertiser_id|advertising_id|idfa|gaid|click_id|gclid|fbclid|Laufzeit|Laufzeit bis|
Vertragsbeginn|Vertragsende|Vertrag bis|Bestellstatus|Zahlungsart|Zahlungsziel|Lieferart|Lieferstatus|Rechnungsstatus|Rechnung storniert|Retouren|Rückgabegrund|
Stornoquote|Anzahl Stornos|Gutschein gültig bis|Angebot gültig bis|Preis gültig bis|Führerschein gültig bis|Ausweis gültig bis|Sperrmüll|Sperrholz|Absperrhahn|Sperrzeit|
Verbotsschild|Parkverbot|Rauchverbot|Halteverbot|Ende Mietzeit|Kursende|Startdatum|Enddatum Kurs|Anmeldung Kurs|Anmeldedatum|Anmeldenummer|Nichtraucher|nicht lieferbar|
keine Angabe|Nie gekauft|Niederlassung|Neukunde|Stammkunde|VIP-Kunde|Firmenkunde|Privatkunde|privat|Kinder|Anzahl Kinder|Kind 1|Geburtstag Kind|Alter|Altersgruppe|Jugend|
Nom du magasin|Carte expire le|Date d'expiration carte|date d'échéance|échéance|facture échue|date de livraison|statut commande|mode de paiement|panier abandonné|
nombre de commandes|pointure|taille|pas|sans gluten|sans fil|date de départ voyage|ville de départ|sortie|sexe|civilité|enfants|nombre d'enfants|refus de paiement|
commandes annulées|abonnement|type d'abonnement|numéro d'abonné|Fecha de caducidad tarjeta|Tarjeta caduca|pedido cancelado|pedidos cancelados|fecha de entrega|tienda|
talla|sin gluten|sin azúcar|número de hijos|menores a cargo|hijos menores|estado del pedido|forma de pago|baja laboral|planta baja|talla baja|gama baja|Bajada|cesta|
scadenza carta|data di scadenza documento|scadenza fattura|stato ordine|ordine annullato|numero figli|figli minori|taglia|senza glutine|negozio|non food|
What is your size?|Color?|Are you 18+?|Size / Color|T-shirt size?|How did you hear about us?|Do you have kids?|Größe?Farbe|Name?|
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
