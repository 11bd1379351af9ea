"""Credentials that show by their format, beyond those detect-secrets knows: one row each, every quantifier bounded.

Each row: the name people know it by, the literal text without which it cannot be there, and the expression. The group
`value` is the secret itself where the expression holds more. Sources are the issuers' own pages on token formats, such
as https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of credential; `anchors` are searched first, in plain text, so an absent one costs next to nothing."""

    kind: str
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]


def _format(kind: str, anchors: str, pattern: str) -> Format:
    return Format(kind, tuple(anchors.split()), re.compile(pattern))


PRIVATE_KEY = "private key"
CONNECTION = "password in a connection string"

FORMATS: tuple[Format, ...] = (
    _format("GitHub token", "ghp_ gho_ ghu_ ghr_", r"\bgh[pour]_[A-Za-z0-9]{36,255}"),
    # Since 2026-04 an installation token is `ghs_<app id>_<JWT>`, about 520 characters with dots and dashes.
    _format("GitHub installation token", "ghs_", r"\bghs_[A-Za-z0-9._-]{36,1000}"),
    _format("GitHub fine-grained token", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{22,255}"),
    _format("Anthropic key", "sk-ant-", r"\bsk-ant-[a-z]{3,10}\d{2}-[A-Za-z0-9_-]{20,200}"),
    _format("OpenAI key", "sk-proj- sk-svcacct- sk-admin-", r"\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,250}"),
    _format("OpenRouter key", "sk-or-", r"\bsk-or-v1-[0-9a-f]{64}\b"),
    _format("Hugging Face token", "hf_", r"\bhf_[A-Za-z0-9]{34,40}\b"),
    _format("Groq key", "gsk_", r"\bgsk_[A-Za-z0-9]{48,56}\b"),
    _format("xAI key", "xai-", r"\bxai-[A-Za-z0-9]{70,90}\b"),
    _format("Perplexity key", "pplx-", r"\bpplx-[A-Za-z0-9]{40,60}\b"),
    _format("Replicate token", "r8_", r"\br8_[A-Za-z0-9]{37,40}\b"),
    _format("Google API key", "AIza", r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    _format("Google OAuth client secret", "GOCSPX-", r"\bGOCSPX-[A-Za-z0-9_-]{28}(?![0-9A-Za-z_-])"),
    _format("Google OAuth token", "ya29.", r"\bya29\.[A-Za-z0-9_-]{30,400}"),
    _format(
        "AWS secret key",
        "aws AWS",
        r"(?i:aws_?secret_?(?:access_?)?key)[\"'\]]{0,2}[ \t]{0,5}(?::=|=>|=|:)[ \t]{0,5}[\"']?"
        r"(?P<value>[0-9A-Za-z/+]{40})(?![0-9A-Za-z/+=])",
    ),
    _format("Azure client secret", "Q~", r"(?<![\w~.-])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~-])"),
    _format("npm token", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    _format("npm registry token", ":_authToken", r":_authToken[ \t]{0,3}=[ \t]{0,3}(?P<value>[A-Za-z0-9-]{36,80})"),
    _format("RubyGems key", "rubygems_", r"\brubygems_[0-9a-f]{48}\b"),
    _format("Docker Hub token", "dckr_pat_", r"\bdckr_pat_[A-Za-z0-9_-]{27,40}"),
    _format("Slack app token", "xapp-", r"\bxapp-\d-[A-Z0-9]{8,15}-\d{8,16}-[0-9a-f]{60,70}\b"),
    _format("SendGrid key", "SG.", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"),
    _format("Mailchimp key", "-us", r"\b[0-9a-f]{32}-us\d{1,2}\b"),
    _format("Mailgun key", "key-", r"(?<![\w-])key-[0-9a-f]{32}\b"),
    _format("Twilio key", "SK", r"\bSK[0-9a-f]{32}\b"),
    _format("Telegram bot token", ":AA", r"(?<![\w-])\d{8,10}:AA[0-9A-Za-z_-]{33}(?![\w-])"),
    _format(
        "Discord bot token", ".", r"(?<![\w.-])[MNO][A-Za-z\d_-]{23,25}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,38}(?![\w-])"
    ),
    _format("Stripe webhook secret", "whsec_", r"\bwhsec_[A-Za-z0-9]{32,64}\b"),
    _format("Shopify token", "shpat_ shpca_ shppa_ shpss_", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b"),
    _format("Square token", "EAAA sq0atp-", r"\b(?:EAAA[A-Za-z0-9_-]{60}|sq0atp-[A-Za-z0-9_-]{22})(?![\w-])"),
    _format("DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"\bdo[opr]_v1_[0-9a-f]{64}\b"),
    _format("Databricks token", "dapi", r"\bdapi[0-9a-f]{32}(?:-\d)?\b"),
    _format("HashiCorp Vault token", "hvs. hvb.", r"\bhv[sb]\.[A-Za-z0-9_-]{24,300}"),
    _format("Terraform Cloud token", ".atlasv1.", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}"),
    _format("Doppler token", "dp.", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,60}"),
    _format("Atlassian token", "ATATT3", r"\bATATT3[A-Za-z0-9_=-]{150,250}"),
    _format("Linear key", "lin_api_", r"\blin_api_[A-Za-z0-9]{40}\b"),
    _format("Notion token", "ntn_", r"\bntn_[A-Za-z0-9]{40,60}\b"),
    _format("Figma token", "figd_", r"\bfigd_[A-Za-z0-9_-]{40,60}"),
    _format("Postman key", "PMAK-", r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b"),
    _format("New Relic key", "NRAK-", r"\bNRAK-[A-Z0-9]{27}\b"),
    _format("Grafana token", "glsa_ glc_", r"\b(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/=]{40,400})"),
    _format("Sentry token", "sntrys_ sntryu_", r"\bsntry(?:s_[A-Za-z0-9+/=_-]{60,400}|u_[0-9a-f]{64})"),
    _format("PlanetScale token", "pscale_", r"\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,64}"),
    _format("Supabase token", "sbp_ sb_secret_", r"\b(?:sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{30,50})"),
    _format("Fly.io token", "fm2_ fo1_", r"\b(?:fm2_[A-Za-z0-9+/=]{100,1000}|fo1_[A-Za-z0-9_-]{43})"),
    _format("age secret key", "AGE-SECRET-KEY-1", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
    # The header alone stands in every program that reads keys: only with a body behind it is it a key.
    _format(
        PRIVATE_KEY,
        "PRIVATE",
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr]|[\"'+,]){1,40}"
        r"(?:[A-Za-z-]{4,20}: [^\n]{1,80}(?:\s|\\[nr]|[\"'+,]){1,40}){0,4}(?P<value>[A-Za-z0-9+/=]{20,})",
    ),
    _format("PuTTY private key", "PuTTY-User-Key-File-", r"PuTTY-User-Key-File-[23]: [a-z0-9-]{3,40}"),
    _format(
        CONNECTION,
        "://",
        r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s:/@\"'<>`]{0,100}:(?P<value>[^\s/@\"'<>`]{3,200})@(?P<host>[^\s\"'/:?`<>]{1,200})",
    ),
    _format(
        CONNECTION,
        "Password= password= Pwd= PWD= PASSWORD=",
        r"(?i:server|data source|host|uid|user id|database)=[^\n]{1,300};[ \t]?"
        r"(?i:password|pwd)=(?P<value>[^;\s\"']{4,100})",
    ),
)
