"""Answers in the forms that models fall back to. The same two findings stand in each of them."""

from __future__ import annotations

QUOTE = "total = total / (100 - self.discount)"
OTHER = "handle = open(name)"

ANSWERS = {
    "headings": """# Code review

Here is what I found in this pull request.

## 🔴 High severity

### 1. Division by zero in `cart.py:15`

With a discount of 100, this raises ZeroDivisionError.

```python
total = total / (100 - self.discount)
```

**Impact:** The shop cannot be checked out.

**Suggested fix:**
```python
total = total * (100 - self.discount) / 100
```

## Low severity

### 2. The wrong file is closed (`other.py`, line 3)

The inner name hides the outer one.

```python
handle = open(name)
```

Let me know if you have questions.
""",
    "labels": """**File:** `cart.py`
**Lines:** 15
**Severty:** High
**Catgory:** correctness
**Issue:** A discount of 100 divides by zero
**Desciption:** With discount 100 this raises ZeroDivisionError.
**Quoted code:**
```python
total = total / (100 - self.discount)
```
**Impact:** The shop cannot be checked out.
**Confidence:** 90%

---

**File:** `other.py`
**Line:** 3
**Severity:** Low
**Issue:** The wrong file is closed
**Description:** The inner name hides the outer one.
**Code:** `handle = open(name)`
""",
    "bullets": """### 1. Division by zero
- **File**: cart.py
- **Line**: 15
- **Severity**: high
- **Code**: `total = total / (100 - self.discount)`
- **Why**: The shop cannot be checked out.

With discount 100 this raises ZeroDivisionError.

### 2. The wrong file is closed
- **File**: other.py
- **Line**: 3
- **Severity**: low
- **Code**: `handle = open(name)`
""",
    "list": """Issues found:

- **[High]** `cart.py:15` - `total = total / (100 - self.discount)` divides by zero when the discount is 100.
- [P3] Wrong file is closed — other.py:3-3
  The inner `handle = open(name)` hides the outer one.
""",
    "numbered": """## Logic errors
1. **Division by zero** (`cart.py:15`, severity: high): with a discount of 100, \
`total = total / (100 - self.discount)` raises.
2. **Wrong file is closed** (`other.py:3`, severity: low): `handle = open(name)` hides the outer one.
""",
    "table": """| # | File | Line | Severity | Issue | Code |
|---|------|------|----------|-------|------|
| 1 | `cart.py` | 15 | High | A discount of 100 divides by zero | `total = total / (100 - self.discount)` |
| 2 | other.py | 3 | Low | The wrong file is closed | `handle = open(name)` |
""",
    "by-file": """## `cart.py`

- **Line 15** (high): With a discount of 100, `total = total / (100 - self.discount)` divides by zero.

## `other.py`

- Line 3 (low): `handle = open(name)` hides the outer one.

## Strengths
- `cart.py:1` makes nice use of `dataclasses.dataclass(frozen=True)`.
""",
    "nested": """- **cart.py**
  - Line 15: (high) `total = total / (100 - self.discount)` divides by zero for a discount of 100.
- **other.py**
  - L3: `handle = open(name)` hides the outer one (severity: low, confidence: 0.8).
""",
    "yaml": """```yaml
review:
  key_issues_to_review:
    - relevant_file: |
        cart.py
      issue_header: |
        Division by zero
      issue_content: |
        With discount 100 this raises ZeroDivisionError.
      existing_code: |
        total = total / (100 - self.discount)
      start_line: 15
      end_line: 15
      severity: high
    - relevant_file: |
        other.py
      issue_header: |
        Wrong file is closed
      issue_content: |
        The inner name hides the outer one.
      existing_code: |
        handle = open(name)
      start_line: 3
      severity: low
```
""",
    "diff": """### cart.py:15 – Division by zero

**Severity:** high

A discount of 100 raises ZeroDivisionError.

```diff
- total = total / (100 - self.discount)
+ total = total * (100 - self.discount) / 100
```

### other.py#L3 – The wrong file is closed

**Severity:** low

```diff
+handle = open(name)
```
""",
    "details": """<details>
<summary><b>High: Division by zero</b></summary>

File: cart.py, line 15

> With discount 100 this raises ZeroDivisionError.

~~~py
total = total / (100 - self.discount)
~~~
</details>
<details>
<summary><b>Low: Wrong file is closed</b></summary>

File: other.py, line 3

~~~py
handle = open(name)
~~~
</details>
""",
    "paragraphs": """With a discount of 100, `total = total / (100 - self.discount)` at `cart.py:15` divides by zero \
(severity: high).

Also, at line 3 of other.py `handle = open(name)` hides the outer name (severity: low).
""",
    "bold-lines": """I found 2 issues in this PR:

**[HIGH] `cart.py:15` — Division by zero when the discount is 100**

`total = total / (100 - self.discount)` raises `ZeroDivisionError` when `self.discount == 100`.

**[LOW] `other.py:3` — Wrong file closed**

`handle = open(name)` hides the outer handle, so the outer one leaks.
""",
    "priorities": """Full review comments:

- [P1] Guard against a discount of 100 — cart.py:15-15
  When a customer has a discount of 100, `total = total / (100 - self.discount)` raises.

- [P3] Close the right handle — other.py:3-3
  The inner `handle = open(name)` hides the outer one.
""",
    "file-headings": """### 🐛 Bugs

#### 1. `cart.py`: Division by zero
* **Location:** Line 15
* **Problem:** When the discount is 100, the divisor is zero.
* **Severity:** High
* **Code:**
    ```python
    total = total / (100 - self.discount)
    ```
* **Recommendation:** Treat 100 separately.

#### 2. `other.py`: Outer handle hidden
* **Location:** Line 3
* **Problem:** The inner name hides the outer one.
* **Severity:** Low
* **Code:**
    ```python
    handle = open(name)
    ```
* **Recommendation:**
    ```python
    inner = open(name)
    ```
""",
    "files": """#### File: `cart.py`

**Issue 1: Division by zero (Line 15)**
- **Severity:** High
- **Explanation:** With discount 100 it raises.
```python
total = total / (100 - self.discount)
```

#### File: `other.py`

**Issue 2: Outer handle hidden (Line 3)**
- **Severity:** Low
- **Explanation:** The inner name hides the outer one.
```python
handle = open(name)
```
""",
    "schema-words": """Finding 1:
Path: cart.py
Start line: 15
End line: 15
Quoted code: total = total / (100 - self.discount)
Category: correctness
Severity: high
Title: Division by zero
Message: With discount 100 it raises.
Why: Nobody can pay.
Suggestion: null
Confidence: 0.9

Finding 2:
Path: other.py
Start line: 3
End line: 3
Quoted code: handle = open(name)
Category: resources
Severity: low
Title: Outer handle hidden
Message: The outer file leaks.
Confidence: 0.6
""",
    "two-columns": """### Finding 1
| Field | Value |
|---|---|
| File | `cart.py` |
| Line | 15 |
| Severity | high |
| Issue | Division by zero for a discount of 100 |
| Code | `total = total / (100 - self.discount)` |

### Finding 2
| Field | Value |
|---|---|
| File | `other.py` |
| Line | 3 |
| Severity | low |
| Issue | The outer handle is hidden |
| Code | `handle = open(name)` |
""",
    "bold-entries": """1. **cart.py, line 15: Division by zero (High)**
   When the discount is 100, `total = total / (100 - self.discount)` raises.
   **Fix:** cap the discount at 99.

2. **other.py, line 3: Outer handle hidden (Low)**
   `handle = open(name)` hides the outer one.
   **Fix:** rename it.
""",
}
