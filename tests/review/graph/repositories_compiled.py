"""Small repositories in compiled languages, with the edges that a reader of them expects."""

from __future__ import annotations

from tests.review.graph.made import Sample

GO = Sample(
    files={
        "cmd/main.go": """\
package main
import (
 "fmt"
 "example.com/shop/pkg/cart"
 al "example.com/shop/pkg/tax"
 "github.com/pkg/errors"
)
func main() { c := cart.New(); c.Total(); al.Rate(); fmt.Println(); errors.New("x") }
""",
        "pkg/cart/cart.go": """\
package cart
type Cart struct{}
func New() *Cart { return &Cart{} }
func (c *Cart) Total() int { return c.lines() + helper() }
""",
        "pkg/cart/more.go": """\
package cart
func (c *Cart) lines() int { return 1 }
func helper() int { return 1 }
func Take(c *Cart, n int) { c.Total() }
""",
        "pkg/tax/tax.go": """\
package tax
func Rate() int { return 1 }
""",
        "internal/errors/errors.go": """\
package errors
func New(s string) {}
""",
    },
    calls=(
        "cmd/main.go:main -> pkg/cart/cart.go:Cart.Total 35",
        "cmd/main.go:main -> pkg/cart/cart.go:New 90",
        "cmd/main.go:main -> pkg/tax/tax.go:Rate 90",
        "pkg/cart/cart.go:Cart.Total -> pkg/cart/more.go:Cart.lines 80",
        "pkg/cart/cart.go:Cart.Total -> pkg/cart/more.go:helper 80",
        "pkg/cart/more.go:Take -> pkg/cart/cart.go:Cart.Total 80",
    ),
    imports=(
        "cmd/main.go -> pkg/cart/cart.go 95",
        "cmd/main.go -> pkg/tax/tax.go 95",
    ),
)

JAVA = Sample(
    files={
        "src/main/java/com/ex/a/M.java": """\
package com.ex.a;
import com.ex.b.Foo;
import static com.ex.b.Util.go;
import com.ex.c.*;
public class M extends Foo {
  void f(Bar bar){ g(); this.g(); Foo.h(); new Foo().z(); go();
    super.z(); bar.run(); com.ex.b.Util.go(); z(); Star.s(); new Near().n(); }
  void g(){}
}
""",
        "src/main/java/com/ex/a/Near.java": """\
package com.ex.a;
class Near { void n(){} }
""",
        "src/main/java/com/ex/a/Bar.java": """\
package com.ex.a;
class Bar { void run(){} }
""",
        "src/main/java/com/ex/b/Foo.java": """\
package com.ex.b;
public class Foo { public static void h(){} public void z(){} }
""",
        "src/main/java/com/ex/b/Util.java": """\
package com.ex.b;
public class Util { public static void go(){} }
""",
        "src/main/java/com/ex/c/Star.java": """\
package com.ex.c;
public class Star { public static void s(){} }
""",
    },
    calls=(
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/a/Bar.java:Bar.run 80",
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/a/M.java:M.g 95",
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/a/Near.java:Near 80",
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/b/Foo.java:Foo 85",
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/b/Foo.java:Foo.h 85",
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/b/Foo.java:Foo.z 85",
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/b/Util.java:Util.go 85",
        "src/main/java/com/ex/a/M.java:M.f -> src/main/java/com/ex/c/Star.java:Star.s 80",
    ),
    imports=(
        "src/main/java/com/ex/a/M.java -> src/main/java/com/ex/b/Foo.java 85",
        "src/main/java/com/ex/a/M.java -> src/main/java/com/ex/b/Util.java 85",
        "src/main/java/com/ex/a/M.java -> src/main/java/com/ex/c/Star.java 80",
    ),
)

RUST = Sample(
    files={
        "src/lib.rs": """\
mod a;
pub mod b;
use crate::b::{C, d as e};
pub fn top(){ e(); C::x(); crate::b::d(); a::z(); b::inner::deep(); }
""",
        "src/a.rs": """\
use super::b::C;
pub fn z(){ let _ = C::new(); }
pub fn take(c: &C){ c.n(); }
""",
        "src/b/mod.rs": """\
pub mod inner;
pub struct C;
impl C { pub fn new()->C{C} pub fn x(){ Self::new(); } pub fn n(&self){ self.m(); } fn m(&self){} }
pub fn d(){}
""",
        "src/b/inner.rs": """\
pub fn deep(){ super::d(); }
""",
    },
    calls=(
        "src/a.rs:take -> src/b/mod.rs:C.n 80",
        "src/a.rs:z -> src/b/mod.rs:C.new 90",
        "src/b/inner.rs:deep -> src/b/mod.rs:d 90",
        "src/b/mod.rs:C.n -> src/b/mod.rs:C.m 90",
        "src/b/mod.rs:C.x -> src/b/mod.rs:C.new 90",
        "src/lib.rs:top -> src/a.rs:z 90",
        "src/lib.rs:top -> src/b/inner.rs:deep 90",
        "src/lib.rs:top -> src/b/mod.rs:C.x 90",
        "src/lib.rs:top -> src/b/mod.rs:d 90",
    ),
    imports=(
        "src/a.rs -> src/b/mod.rs 95",
        "src/lib.rs -> src/b/mod.rs 95",
    ),
)

C = Sample(
    files={
        "src/main.c": """\
#include "util.h"
#include <stdio.h>
static int local(int a){ return a; }
int main(void){ return local(1) + helper(2) + far_away(); }
""",
        "src/util.h": """\
int helper(int a);
""",
        "src/util.c": """\
#include "util.h"
int helper(int a){ return a; }
""",
        "other/far.c": """\
int far_away(void){ return 1; }
int puts(int a){ return a; }
""",
    },
    calls=(
        "src/main.c:main -> other/far.c:far_away 60",
        "src/main.c:main -> src/main.c:local 95",
        "src/main.c:main -> src/util.c:helper 80",
    ),
    imports=(
        "src/main.c -> src/util.h 95",
        "src/util.c -> src/util.h 95",
    ),
)

CSHARP = Sample(
    files={
        "A/K.cs": """\
using N.B;
namespace N.A { public class K : Base { void F(Foo foo){ G(); this.G(); base.H(); H();
  new Foo(); foo.Run(); Foo.Make(); Near.Go(); } void G(){} } }
""",
        "A/Near.cs": """\
namespace N.A { static class Near { public static void Go(){} } }
""",
        "B/Base.cs": """\
namespace N.B { public class Base { protected void H(){} }
 public class Foo { public void Run(){} public static void Make(){} } }
""",
    },
    calls=(
        "A/K.cs:N.A.K.F -> A/K.cs:N.A.K.G 95",
        "A/K.cs:N.A.K.F -> A/Near.cs:N.A.Near.Go 80",
        "A/K.cs:N.A.K.F -> B/Base.cs:N.B.Base.H 80",
        "A/K.cs:N.A.K.F -> B/Base.cs:N.B.Foo 80",
        "A/K.cs:N.A.K.F -> B/Base.cs:N.B.Foo.Make 80",
        "A/K.cs:N.A.K.F -> B/Base.cs:N.B.Foo.Run 80",
    ),
    imports=("A/K.cs -> B/Base.cs 80",),
)

KOTLIN = Sample(
    files={
        "app/src/main/kotlin/a/b/K.kt": """\
package a.b
import c.d.E
import c.d.g as h
class K : E() { fun m(e: E){ h(); this.n(); e.x(); near(); x() }
 fun n(){} }
fun top(){ K().m(E()) }
""",
        "app/src/main/kotlin/a/b/Near.kt": """\
package a.b
fun near(){}
""",
        "app/src/main/kotlin/c/d/E.kt": """\
package c.d
open class E { fun x(){} }
fun g(){}
""",
    },
    calls=(
        "app/src/main/kotlin/a/b/K.kt:K -> app/src/main/kotlin/c/d/E.kt:E 85",
        "app/src/main/kotlin/a/b/K.kt:K.m -> app/src/main/kotlin/a/b/K.kt:K.n 90",
        "app/src/main/kotlin/a/b/K.kt:K.m -> app/src/main/kotlin/a/b/Near.kt:near 80",
        "app/src/main/kotlin/a/b/K.kt:K.m -> app/src/main/kotlin/c/d/E.kt:E.x 85",
        "app/src/main/kotlin/a/b/K.kt:K.m -> app/src/main/kotlin/c/d/E.kt:g 80",
        "app/src/main/kotlin/a/b/K.kt:top -> app/src/main/kotlin/a/b/K.kt:K 95",
        "app/src/main/kotlin/a/b/K.kt:top -> app/src/main/kotlin/c/d/E.kt:E 85",
    ),
    imports=("app/src/main/kotlin/a/b/K.kt -> app/src/main/kotlin/c/d/E.kt 85",),
)

SCALA = Sample(
    files={
        "src/main/scala/a/K.scala": """\
package a
import c.{E, F => G}
class K extends E { def m() = { n(); this.n(); E.make(); new G(); stored() }
 def n() = 1 }
""",
        "src/main/scala/c/E.scala": """\
package c
class E { def stored() = 1 }
object E { def make() = 1 }
""",
        "src/main/scala/c/F.scala": """\
package c
class F
""",
    },
    calls=(
        "src/main/scala/a/K.scala:K.m -> src/main/scala/a/K.scala:K.n 95",
        "src/main/scala/a/K.scala:K.m -> src/main/scala/c/E.scala:E.make 85",
        "src/main/scala/a/K.scala:K.m -> src/main/scala/c/E.scala:E.stored 85",
        "src/main/scala/a/K.scala:K.m -> src/main/scala/c/F.scala:F 85",
    ),
    imports=(
        "src/main/scala/a/K.scala -> src/main/scala/c/E.scala 85",
        "src/main/scala/a/K.scala -> src/main/scala/c/F.scala 85",
    ),
)

REPOSITORIES = {
    "go": GO,
    "java": JAVA,
    "rust": RUST,
    "c": C,
    "csharp": CSHARP,
    "kotlin": KOTLIN,
    "scala": SCALA,
}
