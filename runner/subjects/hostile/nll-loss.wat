;; What hostile WASM modules are when they are not hostile: nll_loss of one row of two classes, as questions.ts asks it.
(module
  (memory (export "memory") 160) ;; 10 MiB

  (data (i32.const 16)
    "{ \"protocol\": 1, \"name\": \"honest\", \"version\": \"1\", \"language\": \"WebAssembly\", "
    "\"profiles\": [\"float64\"], \"gradients\": true, \"losses\": { \"nll_loss\": { "
    "\"dtypes\": [\"float64\", \"int64\"], \"parameters\": [\"reduction\"], \"inputs\": [] } } }\00")

  ;; The answer: header; loss, of float64 and no axes; gradient of the input, of one row and two columns; none of target.
  (data (i32.const 1024) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
  (global $answer i32 (i32.const 1024))
  (data (i32.const 1040) "\00\00\00\00\00\00\00\00\01\00\00\00\a0\00\00\00")
  (global $loss i32 (i32.const 1040))
  (data (i32.const 1088) "\00\00\00\00\02\00\00\00\02\00\00\00\b0\00\00\00\01\00\00\00\02\00\00\00")
  (data (i32.const 1136) "\ff\ff\ff\ff")
  (global $loss_numbers i32 (i32.const 1184))
  (global $gradient_numbers i32 (i32.const 1200))

  (func $hello (export "hello") (result i32) (i32.const 16))
  (func (export "allocate") (param i32) (result i32) (i32.const 4096))
  (func (export "reset") (param i32))

  ;; Where the numbers of a slot are.
  (func $numbers (param $question i32) (param $slot i32) (result i32)
    (i32.add (local.get $question)
      (i32.load offset=28 (i32.add (local.get $question) (i32.mul (local.get $slot) (i32.const 48))))))

  (func (export "nll_loss") (param $question i32) (result i32)
    (local $input i32) (local $target i32) (local $upstream i32)
    (local.set $input (call $numbers (local.get $question) (i32.const 0)))
    (local.set $target (i32.load (call $numbers (local.get $question) (i32.const 1))))
    (local.set $upstream (call $numbers (local.get $question) (i32.const 2)))
    (i32.store offset=8 (global.get $loss) (i32.const 1))
    (if (f64.eq (f64.load (local.get $input)) (f64.const 13)) (then
      ;; STRIKE
    ))
    (f64.store (global.get $loss_numbers)
      (f64.neg (f64.load (i32.add (local.get $input) (i32.mul (local.get $target) (i32.const 8))))))
    (f64.store offset=0 (global.get $gradient_numbers) (f64.const 0))
    (f64.store offset=8 (global.get $gradient_numbers) (f64.const 0))
    (f64.store (i32.add (global.get $gradient_numbers) (i32.mul (local.get $target) (i32.const 8)))
      (f64.neg (f64.load (local.get $upstream))))
    (global.get $answer)))
