"""Credentials without a prefix: the issuer's name beside a value of the shape that it gives out.

One row a kind: its name, how names of variables spell the issuer (parts joined by `_`), and the value's shape, as the
issuers' own pages on API keys show it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEX = "[0-9a-f]"
_ANY = "[A-Za-z0-9]"
_LOW = "[a-z0-9]"
_WEB = "[A-Za-z0-9_-]"
UUID = rf"{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}"

_ROWS = (
    # clouds and hosting
    ("Linode token", "linode", rf"{_HEX}{{64}}"),
    ("Hetzner token", "hetzner hcloud", rf"{_ANY}{{64}}"),
    ("Vultr key", "vultr", "[A-Z0-9]{36}"),
    ("Scaleway secret key", "scaleway scw", UUID),
    ("OVH secret", "ovh", rf"{_ANY}{{32}}"),
    ("Cloudflare token", "cloudflare cf_api cf_token", rf"{_WEB}{{40}}|{_HEX}{{37}}"),
    ("Fastly token", "fastly", rf"{_WEB}{{32}}"),
    ("Heroku key", "heroku", UUID),
    ("Vercel token", "vercel", rf"{_ANY}{{24}}"),
    ("Netlify token", "netlify", rf"{_WEB}{{40,46}}"),
    ("Railway token", "railway", UUID),
    ("Snowflake password", "snowflake", r"\S{8,100}"),
    ("MongoDB Atlas key", "atlas mongodb_atlas", UUID),
    ("IBM Cloud key", "ibm ibmcloud bluemix", rf"{_WEB}{{44}}"),
    ("Alibaba Cloud secret", "alibaba aliyun", rf"{_ANY}{{30}}"),
    ("Azure DevOps token", "azure devops ado vsts system_accesstoken", "[a-z2-7]{52}"),
    ("Azure AI key", "azure cognitive", rf"{_HEX}{{32}}"),
    ("Dropbox secret", "dropbox", rf"{_LOW}{{15}}|{_WEB}{{64}}"),
    ("Upstash token", "upstash", r"[A-Za-z0-9=_-]{30,120}"),
    ("Confluent secret", "confluent", r"[A-Za-z0-9+/]{64}|[A-Z0-9]{16}"),
    # code, packages, builds
    ("Gitea token", "gitea forgejo gogs codeberg", rf"{_HEX}{{40}}"),
    ("GitHub token", "github gh", rf"{_HEX}{{40}}"),
    ("Bitbucket secret", "bitbucket", rf"{_WEB}{{32,64}}={{0,2}}"),
    ("Docker Hub password", "docker dockerhub", UUID),
    ("npm token", "npm", UUID),
    ("Artifactory key", "artifactory jfrog", rf"{_ANY}{{64,73}}"),
    ("CircleCI token", "circle circleci", rf"{_HEX}{{40}}"),
    ("Travis token", "travis", rf"{_WEB}{{20,24}}"),
    ("Buildkite token", "buildkite", rf"{_LOW}{{40,50}}"),
    ("Drone token", "drone", rf"{_ANY}{{32}}"),
    ("Codecov token", "codecov", rf"{UUID}|{_LOW}{{32}}"),
    ("Coveralls token", "coveralls", rf"{_ANY}{{33}}"),
    ("Sonar token", "sonar sonarqube sonarcloud", rf"{_HEX}{{40}}"),
    ("Snyk token", "snyk", UUID),
    ("Vault token", "vault", rf"s\.{_ANY}{{24}}|{UUID}"),
    ("Consul token", "consul", UUID),
    ("Nomad token", "nomad", UUID),
    ("ngrok token", "ngrok", rf"{_ANY}{{25,30}}_{_ANY}{{18,25}}"),
    # chat and people
    ("Discord secret", "discord", rf"{_WEB}{{32}}|{_HEX}{{64}}"),
    ("Mattermost token", "mattermost", rf"{_LOW}{{26}}"),
    ("Zulip key", "zulip", rf"{_ANY}{{32}}"),
    ("Rocket.Chat token", "rocketchat rocket_chat", rf"{_WEB}{{43}}"),
    ("LINE token", "line line_channel", r"[A-Za-z0-9+/]{150,180}={0,2}"),
    ("Zoom secret", "zoom", rf"{_ANY}{{32,36}}"),
    ("Twitch secret", "twitch", rf"{_LOW}{{30}}"),
    ("Twitter secret", "twitter", rf"{_ANY}{{25,50}}|\d{{8,20}}-{_ANY}{{35,45}}"),
    ("Facebook secret", "facebook fb", rf"{_HEX}{{32}}"),
    ("LinkedIn secret", "linkedin", rf"{_ANY}{{16}}"),
    ("Spotify secret", "spotify", rf"{_HEX}{{32}}"),
    ("Reddit secret", "reddit", rf"{_WEB}{{27,30}}"),
    # mail and messages
    ("Postmark token", "postmark", UUID),
    ("Twilio token", "twilio", rf"{_HEX}{{32}}"),
    ("Vonage secret", "vonage nexmo", rf"{_ANY}{{16}}"),
    ("MessageBird key", "messagebird message_bird", rf"{_ANY}{{25}}|{UUID}"),
    ("Mailjet key", "mailjet", rf"{_HEX}{{32}}"),
    ("Mailchimp key", "mailchimp", rf"{_HEX}{{32}}"),
    ("Mailgun key", "mailgun", rf"{_HEX}{{32}}"),
    ("SparkPost key", "sparkpost", rf"{_HEX}{{40}}"),
    ("Sendbird token", "sendbird", rf"{_HEX}{{40}}|{UUID}"),
    ("Pusher secret", "pusher", rf"{_HEX}{{20}}"),
    ("Ably key", "ably", r"[\w-]{6}\.[\w-]{6}:[\w-]{22,43}"),
    ("OneSignal key", "onesignal", rf"{_ANY}{{48}}|{UUID}"),
    # payment and money
    ("PayPal secret", "paypal", rf"{_WEB}{{80}}|E{_WEB}{{60,90}}"),
    ("Braintree key", "braintree", rf"{_HEX}{{32}}"),
    ("Razorpay secret", "razorpay", rf"{_ANY}{{24}}"),
    ("Plaid secret", "plaid", rf"{_HEX}{{30}}"),
    ("Coinbase key", "coinbase", rf"{_WEB}{{32,64}}"),
    ("Binance secret", "binance", rf"{_ANY}{{64}}"),
    ("Kraken secret", "kraken", r"[A-Za-z0-9/+]{86}=="),
    ("Wise token", "wise transferwise", UUID),
    ("Infura secret", "infura", rf"{_HEX}{{32}}"),
    ("Alchemy key", "alchemy", rf"{_WEB}{{32}}"),
    ("Etherscan key", "etherscan", "[A-Z0-9]{34}"),
    ("Ethereum private key", "private_key eth ethereum wallet deployer", rf"0x{_HEX}{{64}}"),
    ("GoCardless token", "gocardless", rf"(?:live_)?{_WEB}{{40}}"),
    # models
    ("Cohere key", "cohere co_api", rf"{_ANY}{{40}}"),
    ("Mistral key", "mistral", rf"{_ANY}{{32}}"),
    ("Together key", "together", rf"{_HEX}{{64}}"),
    ("AssemblyAI key", "assemblyai assembly_ai", rf"{_HEX}{{32}}"),
    ("Deepgram key", "deepgram", rf"{_HEX}{{40}}"),
    ("Weights and Biases key", "wandb", rf"{_HEX}{{40}}"),
    ("Stability key", "stability", rf"sk-{_ANY}{{48}}"),
    ("AI21 key", "ai21", rf"{_ANY}{{32}}"),
    ("Pinecone key", "pinecone", UUID),
    ("Clarifai key", "clarifai", rf"{_HEX}{{32}}"),
    ("SambaNova key", "sambanova", UUID),
    ("Exa key", "exa", UUID),
    # what watches
    ("Datadog key", "datadog dd dog", rf"{_HEX}{{32}}|{_HEX}{{40}}"),
    ("New Relic key", "newrelic new_relic", rf"{_HEX}{{40}}|{_ANY}{{32}}|{_WEB}{{36,47}}"),
    ("Sentry token", "sentry", rf"{_HEX}{{64}}|{_HEX}{{32}}"),
    ("Honeycomb key", "honeycomb", rf"{_ANY}{{22}}|{_HEX}{{32}}"),
    ("PagerDuty key", "pagerduty pager_duty pd", r"[A-Za-z0-9_+-]{20}|[0-9a-f]{32}"),
    ("Rollbar token", "rollbar", rf"{_HEX}{{32,128}}"),
    ("Splunk token", "splunk hec", UUID),
    ("Loggly token", "loggly", UUID),
    ("Logz.io token", "logz logzio", rf"{_ANY}{{32}}|{UUID}"),
    ("Sumo Logic key", "sumo sumologic", rf"{_ANY}{{64}}|{_ANY}{{14}}"),
    ("Opsgenie key", "opsgenie genie", UUID),
    ("Bugsnag key", "bugsnag", rf"{_HEX}{{32}}"),
    ("Elastic key", "elastic elasticsearch", r"[A-Za-z0-9+/]{40,80}={0,2}"),
    ("Amplitude secret", "amplitude", rf"{_HEX}{{32}}"),
    ("Mixpanel secret", "mixpanel", rf"{_HEX}{{32}}"),
    ("Segment key", "segment", rf"{_ANY}{{32}}"),
    ("Better Stack token", "betterstack logtail", rf"{_ANY}{{24}}"),
    # other services
    ("Airtable key", "airtable", rf"key{_ANY}{{14}}"),
    ("Asana secret", "asana", rf"{_HEX}{{32}}|\d/\d+:{_HEX}{{32}}"),
    ("Jira token", "jira confluence atlassian", rf"{_ANY}{{24}}"),
    ("Trello token", "trello", rf"{_HEX}{{32}}|{_HEX}{{64}}"),
    ("Figma token", "figma", rf"\d{{5,7}}-{UUID}|{_WEB}{{40}}"),
    ("Box secret", "box", rf"{_ANY}{{32}}"),
    ("Contentful token", "contentful", rf"{_WEB}{{43}}|{_HEX}{{64}}"),
    ("Algolia key", "algolia", rf"{_HEX}{{32}}"),
    ("Zendesk token", "zendesk", rf"{_ANY}{{40}}|{_HEX}{{64}}"),
    ("HubSpot key", "hubspot hapi", UUID),
    ("Intercom secret", "intercom", UUID),
    ("Okta token", "okta", rf"00{_WEB}{{40}}|{_WEB}{{40,64}}"),
    ("Auth0 secret", "auth0", rf"{_WEB}{{32,64}}"),
    ("Todoist token", "todoist", rf"{_HEX}{{40}}"),
    ("Bitly token", "bitly", rf"{_HEX}{{40}}"),
    ("RapidAPI key", "rapidapi rapid_api", rf"{_ANY}{{50}}"),
    ("Webflow token", "webflow", rf"{_HEX}{{64}}"),
    ("Freshdesk key", "freshdesk freshbooks freshservice", rf"{_ANY}{{18,64}}"),
    ("Yelp key", "yelp", rf"{_WEB}{{128}}"),
    ("Etsy key", "etsy", rf"{_LOW}{{24}}"),
    ("Squarespace key", "squarespace", UUID),
    ("Meraki key", "meraki", rf"{_HEX}{{40}}"),
    ("Salesforce secret", "salesforce sfdc", rf"[0-9A-F]{{64}}|\d{{15,20}}|{_ANY}{{24,25}}"),
    ("OpenWeather key", "openweather openweathermap owm", rf"{_HEX}{{32}}"),
    ("reCAPTCHA secret", "recaptcha", r"6L[A-Za-z0-9_-]{38}"),
    ("Gitter token", "gitter", rf"{_HEX}{{40}}"),
    ("Flickr key", "flickr", rf"{_HEX}{{32}}|{_HEX}{{16}}"),
    ("Adobe secret", "adobe", rf"{_HEX}{{32}}"),
    ("Sidekiq login", "sidekiq bundle_enterprise bundle_gems", rf"{_HEX}{{8}}:{_HEX}{{8}}"),
)


@dataclass(frozen=True, slots=True)
class Vendor:
    """An issuer whose credentials show by its name beside them."""

    kind: str
    name: re.Pattern[str]
    shape: re.Pattern[str]


VENDORS: tuple[Vendor, ...] = tuple(
    Vendor(kind, re.compile(rf"(?:^|_)(?:{'|'.join(names.split())})(?=_|$|api|token|key|secret)"), re.compile(shape))
    for kind, names, shape in _ROWS
)
_ANY_VENDOR = re.compile(
    rf"(?:^|_)(?:{'|'.join(word for _, names, _ in _ROWS for word in names.split())})(?=_|$|api|token|key|secret)"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def spelled(name: str) -> str:
    """Return a name's words in small letters, joined by `_`, however they were joined before."""
    return re.sub(r"[^a-z0-9]+", "_", _HUMP.sub("_", name).lower()).strip("_")


def kind_of(name: str, value: str) -> str | None:
    """Return whose credential this is by the name (as `spelled`) and the value's shape, None for nobody's known."""
    if not _ANY_VENDOR.search(name):
        return None
    fitting = (one.kind for one in VENDORS if one.name.search(name) and one.shape.fullmatch(value))
    return next(fitting, None)
