"""Credentials of chat, mail, payment, observability and other services, by their issuers' pages on keys."""

from __future__ import annotations

from review.checks.format import Format, prefixed, shaped
from review.checks.formats_ai import UUID, A, H, W
from review.checks.structure import names_bot, names_object

_SLACK = r"(?:\d{8,14}-){1,3}[A-Za-z0-9]{16,64}|(?:[\w%]{10,60}-){0,3}(?=[A-Za-z]{0,40}\d)[A-Za-z0-9]{18,80}"

CHAT: tuple[Format, ...] = (
    # https://api.slack.com/authentication/token-types
    prefixed("Slack token", "xoxb-", _SLACK),
    prefixed("Slack user token", "xoxp-", _SLACK),
    prefixed("Slack workspace token", "xoxa- xoxr- xoxo- xoxs-", rf"(?:\d-)?(?:{_SLACK}|{A}{{10,60}})"),
    prefixed("Slack configuration token", "xoxe.xoxb- xoxe.xoxp-", rf"\d-{W}{{100,250}}"),
    prefixed("Slack refresh token", "xoxe-", rf"\d-{W}{{100,250}}"),
    prefixed("Slack browser token", "xoxc- xoxd-", r"[\w%+/-]{30,300}={0,2}"),
    prefixed("Slack workflow token", "xwfp-", rf"{W}{{30,300}}"),
    prefixed("Slack app token", "xapp-", r"\d-[A-Z0-9]{8,15}-\d{8,16}-[0-9a-z]{20,70}"),
    shaped(
        "Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?P<value>(?:services|workflows|triggers)/[A-Z0-9]{8,15}(?:/[A-Za-z0-9]{8,30}){1,3})(?![A-Za-z0-9])",
    ),
    shaped(
        "Discord bot token",
        ".",
        r"(?<![\w.-])[MNO][A-Za-z\d_-]{23,27}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,40}(?![\w-])",
        sure=names_bot,
    ),
    shaped(
        "Discord webhook", "/api/webhooks/", rf"discord(?:app)?\.com/api/webhooks/\d{{16,20}}/(?P<value>{W}{{60,80}})"
    ),
    shaped("Telegram bot token", ":A", r"(?<![\w-])\d{8,10}:A[A-Za-z0-9_-]{34}(?![\w-])"),
    shaped(
        "Microsoft Teams webhook",
        "webhook.office.com/",
        rf"webhook\.office\.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/(?P<value>[0-9a-zA-Z]{{32}}/{UUID})",
    ),
    shaped(
        "Google Chat webhook", "chat.googleapis.com/", rf"/messages\?key=[\w-]{{20,60}}&token=(?P<value>{W}{{30,80}})"
    ),
    prefixed("Matrix token", "syt_", rf"[A-Za-z0-9+/=_-]{{2,60}}_{A}{{20}}_{A}{{6}}"),
    prefixed("Twitch token", "oauth:", r"(?=[a-z]{0,30}\d)[a-z0-9]{30}"),
    prefixed("Facebook access token", "EAA", rf"{A}{{60,300}}"),
    prefixed("Instagram access token", "IGQV IGAA", rf"{W}{{100,250}}"),
    shaped("Facebook app token", "|", rf"(?<!{A})\d{{15,17}}\|(?P<value>(?=[A-Za-z_-]{{0,27}}\d){W}{{27}})(?![\w-])"),
    prefixed("Twitter bearer token", "AAAAAAAAAAAAAAAAAAAAA", r"[A-Za-z0-9%]{60,120}"),
    prefixed("LinkedIn client secret", "WPL_AP1. WPL_AP0.", r"[A-Za-z0-9.+/]{16,60}={0,2}"),
    prefixed("Pinterest token", "pina_", rf"{A}{{40,80}}"),
)

MAIL: tuple[Format, ...] = (
    prefixed("SendGrid key", "SG.", rf"{W}{{22}}\.{W}{{43}}"),
    shaped("Mailchimp key", "-us", rf"(?<!{A}){H}{{32}}-us\d{{1,2}}(?!{A})"),
    prefixed("Mailgun key", "key-", rf"{H}{{32}}"),
    shaped("Mailgun key", "-", rf"(?<![\w-]){H}{{32}}-{H}{{8}}-{H}{{8}}(?![\w-])"),
    prefixed("Mandrill key", "md-", rf"(?=[A-Za-z_-]{{0,22}}\d){W}{{22}}"),
    prefixed("Twilio key", "SK", rf"{H}{{32}}"),
    prefixed("Brevo key", "xkeysib-", rf"{H}{{64}}-{A}{{16}}"),
    prefixed("Brevo mail password", "xsmtpsib-", rf"{H}{{64}}-{A}{{16}}"),
    prefixed("Resend key", "re_", rf"(?=[A-Za-z_]{{0,30}}\d){A}{{6,10}}_{A}{{22,30}}"),
    prefixed("MailerSend token", "mlsn.", rf"{H}{{64}}"),
    prefixed("OneSignal key", "os_v2_app_ os_v2_org_", r"[a-z0-9]{80,120}"),
    prefixed("Courier key", "pk_prod_", r"[A-Z0-9]{28}"),
    prefixed("Klaviyo key", "pk_", rf"{H}{{34}}"),
)

PAYMENT: tuple[Format, ...] = (
    # https://docs.stripe.com/keys
    prefixed("Stripe key", "sk_live_ sk_prod_ sk_org_live_", rf"{A}{{10,150}}"),
    prefixed("Stripe restricted key", "rk_live_ rk_prod_", rf"{A}{{10,150}}"),
    prefixed("Stripe test key", "sk_test_ rk_test_ sk_org_test_", rf"{A}{{10,150}}", sandbox=True),
    prefixed("Stripe webhook secret", "whsec_", r"[A-Za-z0-9+/=]{32,70}"),
    prefixed("Square token", "EAAA", rf"{W}{{60}}"),
    prefixed("Square access token", "sq0atp-", rf"{W}{{22}}"),
    prefixed("Square OAuth secret", "sq0csp-", rf"{W}{{43}}"),
    shaped(
        "Braintree access token",
        "access_token$",
        rf"access_token\$(?:production|sandbox)\$[a-z0-9]{{16}}\${H}{{32}}(?!{A})",
    ),
    prefixed("Adyen key", "AQE AQF", r"[a-z]hm[A-Za-z0-9]{1,10}[A-Za-z0-9+/=._^&%$#@!*(){}<>?:;,~-]{60,260}"),
    prefixed("Razorpay key", "rzp_live_", rf"{A}{{14}}"),
    prefixed("Razorpay test key", "rzp_test_", rf"{A}{{14}}", sandbox=True),
    prefixed("Plaid access token", "access-production- access-development-", UUID),
    prefixed("Plaid sandbox token", "access-sandbox-", UUID, sandbox=True),
    prefixed("Flutterwave key", "FLWSECK", r"(?:_TEST)?-[0-9a-zA-Z]{12,40}(?:-X)?"),
    prefixed("Mollie key", "live_", rf"(?=[A-Za-z]{{0,30}}\d)(?:[A-Za-z0-9]{{30,40}}|{W}{{40}})"),
    prefixed(
        "Paddle key", "pdl_live_apikey_ pdl_sdbx_apikey_ pdl_ntfset_", rf"{A}{{20,40}}_{A}{{20,60}}(?:_{A}{{3}})?"
    ),
    shaped("Mercado Pago token", "APP_USR-", rf"APP_USR-\d{{12,20}}-\d{{6}}-{H}{{32}}-\d{{6,12}}"),
    prefixed("Xendit key", "xnd_production_", rf"{A}{{40,90}}"),
    prefixed("Midtrans key", "Mid-server-", rf"{W}{{20,40}}"),
    prefixed("Shippo token", "shippo_live_ shippo_test_", rf"{H}{{40}}"),
    prefixed("EasyPost key", "EZAK EZTK", rf"{A}{{54}}"),
    prefixed("Duffel token", "duffel_live_ duffel_test_", r"[A-Za-z0-9_=-]{43}"),
    prefixed("Asaas key", "$aact_", r"[A-Za-z0-9:+/=_-]{40,250}"),
    prefixed("BIP32 private key", "xprv", r"[1-9A-HJ-NP-Za-km-z]{100,112}"),
    prefixed("Nostr secret key", "nsec1", r"[02-9ac-hj-np-z]{58}"),
    prefixed("Frame.io token", "fio-u-", r"[A-Za-z0-9=_-]{64}"),
)

OBSERVABILITY: tuple[Format, ...] = (
    prefixed("New Relic key", "NRAK-", r"[A-Z0-9]{27}"),
    prefixed("New Relic insert key", "NRII- NRIQ-", rf"{W}{{32}}"),
    prefixed("New Relic admin key", "NRAA- NRRA-", rf"{H}{{27,42}}"),
    shaped("New Relic license key", "NRAL", rf"(?<!{A}){H}{{36}}NRAL(?!{A})"),
    prefixed("Sentry organization token", "sntrys_eyJ", r"[A-Za-z0-9+/=_-]{60,400}"),
    prefixed("Sentry token", "sntryu_ sntrya_ sntryi_", rf"{H}{{64}}"),
    prefixed("Sentry token", "sntrys_", r"[A-Za-z0-9+/=_-]{60,400}"),
    prefixed("Grafana service token", "glsa_", rf"{A}{{32}}_[0-9a-fA-F]{{8}}"),
    prefixed("Grafana cloud token", "glc_", r"[A-Za-z0-9+/]{40,400}={0,3}", possible=names_object),
    prefixed("Grafana key", "eyJrIjoi", r"[A-Za-z0-9+/]{40,400}={0,3}"),
    prefixed("Honeycomb key", "hcaik_ hcaic_ hcbik_ hcxik_ hcamk_ hcbmk_ hcxmk_", rf"{A}{{26,70}}"),
    prefixed("Dynatrace token", "dt0c01. dt0s01. dt0s02. dt0s16.", r"[A-Z0-9]{8,24}(?:-[A-Z0-9]{1,10})?\.[A-Z0-9]{64}"),
    prefixed("Axiom token", "xaat- xapt-", UUID),
    prefixed("PostHog personal key", "phx_", rf"{A}{{40,60}}"),
    prefixed("LaunchDarkly key", "sdk- api- mob-", UUID),
    prefixed("Coralogix key", "cxtp_ cxup_", rf"{A}{{28,50}}"),
    prefixed("Statsig secret", "secret-", rf"(?=[A-Za-z]{{0,50}}\d){A}{{43,50}}"),
    prefixed("Flagsmith key", "ser.", rf"(?=[A-Za-z]{{0,40}}\d){A}{{22,40}}"),
)

SAAS: tuple[Format, ...] = (
    prefixed("Shopify token", "shpat_", r"[0-9a-fA-F]{32}"),
    prefixed("Shopify custom app token", "shpca_", r"[0-9a-fA-F]{32}"),
    prefixed("Shopify private app password", "shppa_", r"[0-9a-fA-F]{32}"),
    prefixed("Shopify shared secret", "shpss_", r"[0-9a-fA-F]{32}"),
    prefixed("Airtable token", "pat", rf"{A}{{14}}\.{H}{{64}}"),
    prefixed("Notion token", "ntn_", rf"{A}{{40,60}}"),
    prefixed("Notion token", "secret_", rf"(?=[A-Za-z]{{0,43}}\d){A}{{43}}"),
    prefixed("Linear key", "lin_api_", rf"{A}{{40}}"),
    prefixed("Linear OAuth token", "lin_oauth_", rf"{A}{{40,70}}"),
    shaped("Asana token", "/", rf"(?<![\w/])[12]/(?:\d{{14,18}}/)?\d{{14,18}}:{H}{{32}}(?!{A})"),
    prefixed("Trello token", "ATTA", rf"{H}{{64}}[0-9A-F]{{8}}"),
    prefixed("Figma token", "figd_ figo_ figp_ figu_", rf"{W}{{40,60}}"),
    prefixed("Dropbox token", "sl.", rf"(?:u\.)?(?=[A-Za-z_-]{{0,60}}\d){W}{{120,1500}}"),
    prefixed("Contentful token", "CFPAT-", rf"{W}{{43}}"),
    prefixed("Mapbox secret token", "sk.eyJ", rf"{W}{{40,200}}\.{W}{{20,24}}"),
    prefixed("Typeform token", "tfp_", r"[A-Za-z0-9_.=-]{40,70}"),
    prefixed("HubSpot token", "pat-na1- pat-na2- pat-na3- pat-eu1- pat-ap1-", UUID),
    prefixed("Intercom token", "dG9rO", r"[A-Za-z0-9+/]{52,58}={0,2}"),
    shaped("Salesforce session", "!", r"(?<![A-Za-z0-9])00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,120}(?![A-Za-z0-9])"),
    prefixed("ClickUp token", "pk_", r"\d{6,9}_[A-Z0-9]{32}"),
    prefixed("Postman key", "PMAK-", rf"{H}{{24}}-{H}{{34}}"),
    prefixed("Postman collection key", "PMAT-", r"[0-9A-Z]{26}"),
    prefixed("ReadMe key", "rdme_", r"[a-z0-9]{70}"),
    prefixed("GitBook token", "gb_api_", rf"{A}{{40}}"),
    prefixed("Adobe secret", "p8e-", rf"(?=[A-Za-z_-]{{0,32}}\d){W}{{32}}"),
    prefixed("WooCommerce secret", "cs_", rf"{H}{{40}}"),
    prefixed("Appwrite key", "standard_", rf"{H}{{256}}"),
    prefixed("Stytch secret", "secret-live- secret-test-", r"[A-Za-z0-9_-]{36,50}={0,2}"),
    shaped("MaxMind license", "_mmk", rf"(?<!{A}){A}{{6}}_{A}{{29}}_mmk(?!{A})"),
    prefixed("Lob key", "live_ test_", rf"{H}{{35}}"),
    shaped("Ghost admin key", ":", rf"(?<!{A}){H}{{24}}:{H}{{64}}(?!{A})"),
    prefixed("Cal.com key", "cal_live_", rf"{H}{{32}}"),
    prefixed("Sanity token", "sk", rf"(?=[A-Za-z]{{0,60}}\d){A}{{150,200}}"),
    shaped("Okta token", "SSWS", rf"SSWS[ \t]{{1,3}}(?P<value>00{W}{{40}})(?!{A})"),
)
SERVICES = (*CHAT, *MAIL, *PAYMENT, *OBSERVABILITY, *SAAS)
