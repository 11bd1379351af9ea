"""Credentials of services for language models and data, by their issuers' pages on API keys."""

from __future__ import annotations

from review.checks.format import Format, prefixed, shaped

A = "[A-Za-z0-9]"
W = "[A-Za-z0-9_-]"
H = "[0-9a-f]"
UUID = rf"{H}{{8}}-(?:{H}{{4}}-){{3}}{H}{{12}}"

AI: tuple[Format, ...] = (
    prefixed("Anthropic admin key", "sk-ant-admin", rf"\d{{2}}-{W}{{20,200}}"),
    prefixed("Anthropic OAuth token", "sk-ant-oat sk-ant-ort sk-ant-sid", rf"\d{{2}}-{W}{{20,200}}"),
    prefixed("Anthropic key", "sk-ant-", rf"[a-z]{{3,10}}\d{{2}}-{W}{{20,200}}"),
    prefixed("OpenAI service key", "sk-svcacct- sk-service-", rf"{W}{{20,250}}"),
    prefixed("OpenAI admin key", "sk-admin-", rf"{W}{{20,250}}"),
    prefixed("OpenAI key", "sk-proj- sk-None-", rf"{W}{{20,250}}"),
    shaped("OpenAI key", "T3BlbkFJ", rf"(?<!{A})sk-{W}{{16,100}}T3BlbkFJ{W}{{16,100}}(?!{A})"),
    prefixed("OpenRouter key", "sk-or-", rf"v1-{H}{{64}}"),
    prefixed("Langfuse key", "sk-lf-", UUID),
    prefixed("Helicone key", "sk-helicone-", rf"{W}{{20,80}}"),
    prefixed("language model key", "sk-", rf"(?:{H}{{32}}|{A}{{22}}|{A}{{48,51}})"),
    prefixed("Hugging Face token", "hf_", rf"{A}{{34,40}}"),
    prefixed("Hugging Face organization token", "api_org_", rf"{A}{{34,40}}"),
    prefixed("Groq key", "gsk_", rf"{A}{{48,56}}"),
    prefixed("xAI key", "xai-", rf"{A}{{70,90}}"),
    prefixed("Perplexity key", "pplx-", rf"{A}{{40,60}}"),
    prefixed("Replicate token", "r8_", rf"{A}{{37,40}}"),
    prefixed("NVIDIA key", "nvapi-", rf"{W}{{60,80}}"),
    prefixed("ElevenLabs key", "sk_", rf"{H}{{48}}"),
    prefixed("Pinecone key", "pcsk_", rf"{A}{{4,10}}_{A}{{40,80}}"),
    prefixed("LangSmith key", "lsv2_pt_ lsv2_sk_", rf"{H}{{32}}_{H}{{10}}"),
    prefixed("LangSmith key", "ls__", rf"{H}{{32}}"),
    prefixed("Voyage key", "pa-", rf"(?=[A-Za-z_-]{{0,40}}\d){W}{{43}}"),
    prefixed("Jina key", "jina_", rf"{W}{{55,75}}"),
    prefixed("Cerebras key", "csk-", rf"{A}{{40,60}}"),
    prefixed("Fireworks key", "fw_", rf"{A}{{22,40}}"),
    prefixed("Together key", "tgp_v1_", rf"{W}{{40,50}}"),
    prefixed("Anyscale key", "esecret_", rf"{A}{{24,40}}"),
    prefixed("Tavily key", "tvly-", rf"(?:dev-|prod-)?{A}{{28,40}}"),
    prefixed("Firecrawl key", "fc-", rf"{H}{{32}}"),
    prefixed("E2B key", "e2b_", rf"{H}{{40}}"),
    prefixed("Cursor key", "key_", rf"{H}{{64}}"),
    prefixed("Weights and Biases key", "wandb_v1_", rf"{W}{{40,120}}"),
    prefixed("Modal token secret", "as-", rf"(?=[A-Za-z]{{0,22}}\d){A}{{22}}"),
    prefixed("Databricks token", "dapi", rf"{H}{{32}}(?:-\d)?"),
    prefixed("Databricks secret", "dose", rf"{H}{{32}}"),
    prefixed("Google AI key", "AQ.", rf"Ab{W}{{40,60}}"),
    prefixed("Prefect key", "pnu_ pnb_", rf"{A}{{36}}"),
    shaped("Zhipu key", ".", rf"(?<![A-Za-z0-9.]){H}{{32}}\.{A}{{16}}(?![A-Za-z0-9.])"),
)
