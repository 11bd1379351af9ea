"""Small repositories in languages that are not compiled, with the edges that a reader of them expects."""

from __future__ import annotations

from tests.review.graph.made import Sample

PYTHON = Sample(
    files={
        "src/shop/__init__.py": """\
from .cart import Cart
from shop.tax import *
""",
        "src/shop/cart.py": """\
from . import tax
from .base import Base as Root
import shop.tax as t
import json

class Cart(Root):
    def total(self):
        return self.lines() + tax.rate() + t.rate() + self.stored() + json.dumps(1)
    def lines(self):
        def one(): return 1
        return one()
    def apply(self, rate):
        return rate()
    @classmethod
    def make(cls, other: Root):
        cls.make(); other.stored()
        return super().stored()
""",
        "src/shop/base.py": """\
class Base:
    def stored(self): return 1
""",
        "src/shop/tax.py": """\
def rate(): return 2
""",
        "src/shop/json.py": """\
def dumps(x): return x
""",
        "tests/test_cart.py": """\
from shop import Cart, rate
import shop.tax

def test_total():
    Cart().total(); rate(); shop.tax.rate()
    c = Cart()
    c.lines()
""",
    },
    calls=(
        "src/shop/cart.py:Cart.lines -> src/shop/cart.py:Cart.lines.one 95",
        "src/shop/cart.py:Cart.make -> src/shop/base.py:Base.stored 85",
        "src/shop/cart.py:Cart.make -> src/shop/cart.py:Cart.make 90",
        "src/shop/cart.py:Cart.total -> src/shop/base.py:Base.stored 85",
        "src/shop/cart.py:Cart.total -> src/shop/cart.py:Cart.lines 90",
        "src/shop/cart.py:Cart.total -> src/shop/tax.py:rate 90",
        "tests/test_cart.py:test_total -> src/shop/cart.py:Cart 85",
        "tests/test_cart.py:test_total -> src/shop/cart.py:Cart.lines 35",
        "tests/test_cart.py:test_total -> src/shop/cart.py:Cart.total 75",
        "tests/test_cart.py:test_total -> src/shop/tax.py:rate 90",
    ),
    imports=(
        "src/shop/__init__.py -> src/shop/cart.py 95",
        "src/shop/__init__.py -> src/shop/tax.py 95",
        "src/shop/cart.py -> src/shop/base.py 95",
        "src/shop/cart.py -> src/shop/tax.py 95",
        "tests/test_cart.py -> src/shop/__init__.py 95",
        "tests/test_cart.py -> src/shop/tax.py 95",
    ),
)

JAVASCRIPT = Sample(
    files={
        "src/index.js": """\
import D, { go as run } from './a';
import * as N from './lib';
const { q, s: t } = require('./b.js');
const r = require('./b');
function main(){ run(); N.helper(); q(); t(); r.q(); new D(); D.make(); }
""",
        "src/a.ts": """\
export default class A { static make(){ return new A(); } m(){ this.n(); } private n(){} }
export function go(){}
""",
        "src/lib/index.js": """\
export * from './helper';
export { other } from './helper';
""",
        "src/lib/helper.js": """\
export function helper(){}
export const other = () => helper();
""",
        "src/b.js": """\
exports.q = function(){};
function s(){}
module.exports.s = s;
""",
        "src/use.tsx": """\
import { other } from '@/lib';
class K extends Base { go(x: Typed){ other(); x.run(); super.run(); } }
class Base { run(){} }
class Typed { run(){} }
""",
    },
    calls=(
        "src/a.ts:A.m -> src/a.ts:A.n 90",
        "src/a.ts:A.make -> src/a.ts:A 95",
        "src/index.js:main -> src/a.ts:A 90",
        "src/index.js:main -> src/a.ts:A.make 90",
        "src/index.js:main -> src/a.ts:go 90",
        "src/index.js:main -> src/b.js:q 90",
        "src/index.js:main -> src/b.js:s 90",
        "src/index.js:main -> src/lib/helper.js:helper 80",
        "src/lib/helper.js:other -> src/lib/helper.js:helper 95",
        "src/use.tsx:K.go -> src/lib/helper.js:other 80",
        "src/use.tsx:K.go -> src/use.tsx:Base.run 85",
        "src/use.tsx:K.go -> src/use.tsx:Typed.run 80",
    ),
    imports=(
        "src/index.js -> src/a.ts 95",
        "src/index.js -> src/b.js 95",
        "src/index.js -> src/lib/index.js 95",
        "src/lib/index.js -> src/lib/helper.js 95",
        "src/use.tsx -> src/lib/index.js 80",
    ),
)

PHP = Sample(
    files={
        "src/A/K.php": """\
<?php
namespace App\\A;
use App\\B\\Foo;
use App\\B\\Bar as Other;
class K extends Foo {
 public function m(Other $o){ $this->n(); self::s(); parent::base(); Foo::base(); new Other(); $o->run(); Near::go(); }
 private function n(){}
 static function s(){}
}
""",
        "src/A/Near.php": """\
<?php
namespace App\\A;
class Near { static function go(){} }
""",
        "src/B/Foo.php": """\
<?php
namespace App\\B;
class Foo { static function base(){} }
""",
        "src/B/Bar.php": """\
<?php
namespace App\\B;
class Bar { function run(){} }
""",
    },
    calls=(
        "src/A/K.php:K.m -> src/A/K.php:K.n 90",
        "src/A/K.php:K.m -> src/A/K.php:K.s 90",
        "src/A/K.php:K.m -> src/A/Near.php:Near.go 80",
        "src/A/K.php:K.m -> src/B/Bar.php:Bar 85",
        "src/A/K.php:K.m -> src/B/Bar.php:Bar.run 80",
        "src/A/K.php:K.m -> src/B/Foo.php:Foo.base 85",
    ),
    imports=(
        "src/A/K.php -> src/B/Bar.php 85",
        "src/A/K.php -> src/B/Foo.php 85",
    ),
)

RUBY = Sample(
    files={
        "lib/shop.rb": """\
require_relative 'shop/cart'
module Shop
  def self.run
    Cart.new.total
    Shop::Cart.make
  end
end
""",
        "lib/shop/cart.rb": """\
module Shop
  class Base
    def stored; 1; end
  end
  class Cart < Base
    def total; lines(1) + self.stored; end
    def lines(n); n; end
    def self.make; new; end
  end
end
""",
    },
    calls=(
        "lib/shop.rb:Shop.run -> lib/shop/cart.rb:Shop.Cart 80",
        "lib/shop.rb:Shop.run -> lib/shop/cart.rb:Shop.Cart.make 60",
        "lib/shop.rb:Shop.run -> lib/shop/cart.rb:Shop.Cart.total 80",
        "lib/shop/cart.rb:Shop.Cart.total -> lib/shop/cart.rb:Shop.Base.stored 85",
        "lib/shop/cart.rb:Shop.Cart.total -> lib/shop/cart.rb:Shop.Cart.lines 95",
    ),
    imports=("lib/shop.rb -> lib/shop/cart.rb 95",),
)

REPOSITORIES = {
    "python": PYTHON,
    "javascript": JAVASCRIPT,
    "php": PHP,
    "ruby": RUBY,
}
