"""Credentials of clouds, hosting and databases, by their issuers' pages on tokens and keys."""

from __future__ import annotations

from review.checks.format import Format, prefixed, shaped
from review.checks.formats_ai import UUID, A, H, W
from review.checks.structure import names_account

B = "[A-Za-z0-9+/]"
_ENDS = "(?![A-Za-z0-9+/=])"
_ASSIGNED = r"[\"'\]]{0,2}[ \t]{0,5}(?::=|=>|=|:)[ \t]{0,5}[\"'`]?"

CLOUD: tuple[Format, ...] = (
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    prefixed("AWS access key", "AKIA", "[A-Z0-9]{16}", sure=names_account),
    prefixed("AWS temporary access key", "ASIA", "[A-Z0-9]{16}", sure=names_account),
    prefixed("AWS bearer token", "ABIA ACCA", "[A-Z0-9]{16}", sure=names_account),
    shaped(
        "AWS secret key",
        "ecret_access_key ecretAccessKey ECRET_ACCESS_KEY ecret_key ecretKey ECRET_KEY ecret-access-key ws_secret "
        "wsSecret WS_SECRET",
        rf"(?i:(?:aws_?|amazon_?|s3_?)?secret[_-]?(?:access[_-]?)?key|aws_?secret){_ASSIGNED}"
        r"(?P<value>(?=[^\"'\s]{0,39}[G-Zg-z+/])[0-9A-Za-z/+]{40})(?![0-9A-Za-z/+=])",
    ),
    prefixed("AWS session token", "IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz", rf"{B}{{100,1500}}={{0,2}}"),
    prefixed("AWS Bedrock key", "ABSK", rf"{B}{{100,250}}={{0,2}}"),
    prefixed("AWS Bedrock key", "bedrock-api-key-", rf"{B}{{60,2000}}={{0,2}}"),
    prefixed("Amazon MWS token", "amzn.mws.", UUID),
    prefixed("Amazon OAuth client secret", "amzn1.oa2-cs.v1.", rf"{H}{{64}}"),
    # https://cloud.google.com/docs/authentication/api-keys
    prefixed("Google API key", "AIza", rf"{W}{{35}}(?![_-])"),
    prefixed("Google OAuth client secret", "GOCSPX-", rf"{W}{{28}}(?![_-])"),
    prefixed("Google OAuth token", "ya29.", rf"{W}{{30,400}}"),
    shaped("Google refresh token", "1//0", rf"(?<![A-Za-z0-9/])1//0{W}{{40,120}}(?!{A})"),
    prefixed("Google storage HMAC key", "GOOG1", "[A-Z0-9]{19,60}"),
    shaped("Firebase server key", ":APA91b", rf"(?<!{A})AAAA{W}{{7}}:APA91b{W}{{130,140}}(?!{A})"),
    shaped(
        "Google service account key",
        "PRIVATE",
        r"\"private_key\"\s{0,5}:\s{0,5}\"-----BEGIN (?:RSA )?PRIVATE KEY-----(?:\\n|\s){1,4}"
        r"(?P<value>[A-Za-z0-9+/=]{20,})",
    ),
    # https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage and its neighbours
    shaped("Azure storage key", "AccountKey", rf"AccountKey=(?P<value>{B}{{85,86}}={{1,2}}){_ENDS}"),
    shaped("Azure storage key", "+ASt", rf"(?<!{B}){B}{{76}}\+ASt{B}{{6}}==(?!=)"),
    shaped("Azure Cosmos DB key", "ACDb", rf"(?<!{B}){B}{{76}}ACDb{B}{{6}}==(?!=)"),
    shaped("Azure Batch key", "+ABa", rf"(?<!{B}){B}{{76}}\+ABa{B}{{6}}==(?!=)"),
    shaped("Azure messaging key", "+AEh +ASb +ARm AIoT", rf"(?<!{B}){B}{{33}}(?:\+AEh|\+ASb|\+ARm|AIoT){B}{{6}}="),
    shaped("Azure search key", "AzSe", rf"(?<!{B}){A}{{42}}AzSe{A}{{6}}(?!{B})"),
    shaped("Azure Functions key", "AzFu", rf"(?<!{B}){W}{{44}}AzFu{W}{{6}}(?:==)?(?!{B})"),
    shaped("Azure cache key", "AzCa", rf"(?<!{B}){B}{{33}}AzCa{B}{{6}}="),
    shaped("Azure container registry key", "+ACR", rf"(?<!{B}){B}{{42}}\+ACR{B}{{6}}(?!{B})"),
    shaped("Azure AI key", "JQQJ99", rf"(?<!{A}){A}{{46,52}}JQQJ99{A}{{26,34}}(?!{A})"),
    shaped("Azure DevOps token", "AZDO", rf"(?<!{A}){A}{{76}}AZDO{A}{{4}}(?!{A})"),
    shaped(
        "Azure shared access key",
        "haredAccessKey",
        rf"(?i:SharedAccessKey)=(?P<value>{B}{{42,87}}={{1,2}}){_ENDS}",
    ),
    shaped(
        "Azure connection string secret",
        "Endpoint=https:// endpoint=https://",
        rf"(?i:endpoint=https://)[\w.-]{{1,100}}/?;(?:Id=[^;\s]{{1,60}};)?(?i:secret|accesskey)=(?P<value>{B}{{40,90}}={{0,2}})",
    ),
    shaped(
        "Azure shared access signature",
        "sig=",
        r"(?<=[?&;])sig=(?P<value>[A-Za-z0-9+/]{0,44}(?:%[0-9A-Fa-f]{2}[A-Za-z0-9+/]{0,44}){1,15}|[A-Za-z0-9+/_-]{42,44}=?)"
        r"(?![A-Za-z0-9%])",
    ),
    shaped("Azure client secret", "Q~", r"(?<![\w~.-])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~-])"),
    prefixed("DigitalOcean token", "dop_v1_", rf"{H}{{64}}"),
    prefixed("DigitalOcean OAuth token", "doo_v1_", rf"{H}{{64}}"),
    prefixed("DigitalOcean refresh token", "dor_v1_", rf"{H}{{64}}"),
    prefixed("Aiven or managed database password", "AVNS_", rf"{W}{{16,30}}"),
    prefixed("Cloudflare origin key", "v1.0-", rf"{H}{{24}}-{H}{{140,150}}"),
    prefixed("Cloudflare token", "cfut_ cfat_ cfk_", rf"{W}{{40,60}}"),
    prefixed("Heroku key", "HRKU-", rf"(?:AA{W}{{50,70}}|{UUID})"),
    prefixed("Vercel token", "vcp_ vci_ vca_ vcr_ vck_", rf"{A}{{24,80}}"),
    prefixed("Netlify token", "nfp_ nfc_ nfo_ nfu_", rf"{A}{{36,60}}"),
    prefixed("Fly.io token", "fm2_ fm1r_ fm1a_", rf"{B}{{80,1500}}={{0,3}}"),
    prefixed("Fly.io token", "fo1_", rf"{W}{{43}}"),
    prefixed("Render key", "rnd_", rf"{A}{{28,40}}"),
    prefixed("Supabase token", "sbp_", rf"(?:v0_)?{H}{{40}}"),
    prefixed("Supabase secret key", "sb_secret_", rf"{W}{{30,50}}"),
    prefixed("PlanetScale token", "pscale_tkn_", r"[\w.=-]{32,64}"),
    prefixed("PlanetScale password", "pscale_pw_", r"[\w.=-]{32,64}"),
    prefixed("PlanetScale OAuth token", "pscale_oauth_ pscale_oaat_", r"[\w.=-]{32,64}"),
    prefixed("Neon key", "napi_", rf"{A}{{60,80}}"),
    prefixed("MongoDB Atlas secret", "mdb_sa_sk_", rf"{W}{{30,60}}"),
    prefixed("ClickHouse key", "4b1d", rf"{A}{{38}}"),
    prefixed("CockroachDB key", "CCDB1_", rf"{A}{{22}}_{A}{{40}}"),
    prefixed("Confluent secret", "cflt", rf"{B}{{60}}"),
    prefixed("Elastic key", "essu_ essa_", rf"{B}{{30,150}}={{0,2}}"),
    prefixed("Alibaba Cloud access key", "LTAI", rf"(?=[A-Za-z]{{0,20}}\d){A}{{12,20}}"),
    prefixed("Tencent Cloud secret id", "AKID", rf"(?=[A-Za-z]{{0,32}}\d){A}{{32}}"),
    prefixed("Yandex Cloud key", "AQVN", rf"{W}{{35,38}}"),
    prefixed("Yandex Cloud static key", "YC", rf"(?=[A-Za-z_-]{{0,38}}\d){W}{{38}}"),
    prefixed("Yandex OAuth token", "y0_", rf"{W}{{50,60}}"),
    prefixed("Yandex IAM token", "t1.", rf"{W}{{100,250}}\.{W}{{86}}={{0,2}}"),
    prefixed("Backblaze key", "K00", r"[0-5][A-Za-z0-9+/]{27}"),
    prefixed("Scaleway access key", "SCW", r"(?=[A-Z]{0,17}\d)[A-Z0-9]{17}"),
    shaped("Cloudinary secret", "cloudinary://", rf"cloudinary://\d{{10,20}}:(?P<value>{W}{{20,40}})@"),
    prefixed("OpenShift token", "sha256~", rf"{W}{{43}}"),
    prefixed("DefinedNetworking key", "dnkey-", rf"{A}{{26}}-{A}{{52}}"),
    prefixed("Tailscale key", "tskey-", rf"(?:(?:auth|api|client|scim|webhook)-)?{A}{{10,20}}-{A}{{20,40}}"),
    prefixed("Convex deploy key", "prod:", rf"[a-z]{{2,20}}-[a-z]{{2,20}}-\d{{1,4}}\|{B}{{40,300}}={{0,2}}"),
)
